import type { RecordField } from './record'

/**
 * Rows of another table in a record's form. The names of inputs are those within a row: in the form each has the row's prefix
 * before it, `order_items.3.`.
 */
export interface InlineBlock {
  /** `order_items`: the first part of the prefix. */
  name: string
  label: string
  singular: string
  kind: 'table' | 'stacked'
  collapsed: boolean
  /** Names of columns that have a place in each row, in this order. */
  columns: { name: string; label: string; required: boolean }[]
  rows: InlineRow[]
  /** A row to add; null where none can be added. */
  blank: InlineBlank | null
  /** Rows to add that begin with the values of others: those of the record that this one is a duplicate of. */
  copies: InlineBlank[]
  /** Blank rows to begin with. */
  extra: number
  min: number
  /** Null without a limit. */
  max: number | null
  /** The input that holds a row's position, where rows can be moved. */
  position: string | null
  /** Exact up to a thousand, else one more. */
  count: number
  pages: { page: number; first: number; last: number; previousHref: string | null; nextHref: string | null } | null
  /** The list of all these rows, where the actor may see it. */
  listHref: string | null
}

export interface InlineRow {
  key: string
  version: string
  base: string
  /** The row's label. */
  title: string
  /** Its own page. */
  href: string
  canDelete: boolean
  /** In the order of the block's columns, then the position's where there is one. */
  fields: RecordField[]
  inlines: InlineBlock[]
}

export interface InlineBlank {
  base: string
  fields: RecordField[]
  inlines: InlineBlock[]
}
