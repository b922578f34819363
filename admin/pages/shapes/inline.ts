import type { RecordField } from './record'

/**
 * Rows of another table in a record's form. Names of inputs are relative to the row; in the form, the prefix of the row
 * precedes them: `order_items.3.`.
 */
export interface InlineBlock {
  /** `order_items`: the first part of the prefix. */
  name: string
  label: string
  singular: string
  kind: 'table' | 'stacked'
  collapsed: boolean
  /** The columns shown in each row, in this order. */
  columns: { name: string; label: string; required: boolean }[]
  rows: InlineRow[]
  /** A new row; null if none can be added. */
  blank: InlineBlank | null
  /** New rows with the values of the duplicated record's rows. */
  copies: InlineBlank[]
  /** The number of blank rows shown at first. */
  extra: number
  min: number
  /** Null if there is no limit. */
  max: number | null
  /** The input with the position of a row; null if rows cannot be moved. */
  position: string | null
  /** Exact up to 1,000; otherwise 1,001. */
  count: number
  pages: { page: number; first: number; last: number; previousHref: string | null; nextHref: string | null } | null
  /** The list of all these rows; null if the actor may not view it. */
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
  /** In the order of the block's columns, followed by the position if rows can be moved. */
  fields: RecordField[]
  inlines: InlineBlock[]
}

export interface InlineBlank {
  base: string
  fields: RecordField[]
  inlines: InlineBlock[]
}
