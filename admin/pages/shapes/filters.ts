import type { OperatorId } from '../../fields/filter-meta'

/** A filter in the panel: a set one, or one that was typed and refused. */
export interface FilterRow {
  /** The path of its column. */
  column: string
  label: string
  operator: OperatorId
  /** As in the URL. */
  values: string[]
  /** The value as users know it: the name of a linked row. */
  text: string
  /** Why it was refused. */
  problem: string | null
  /** Not set yet: its column can still be chosen. */
  isNew: boolean
}

/** The panel that adds, changes and removes filters. */
export interface FilterPanel {
  rows: FilterRow[]
  /** Tables one step away, whose columns are asked for when one is chosen: `customer.` */
  steps: { name: string; label: string }[]
  /** The filter line, as typed if it was refused. */
  line: { text: string; problem: string | null }
  /** It has something to say, or was asked for. */
  open: boolean
  /** The filter to be edited. */
  edit: string | null
  /** The values of a column that were asked for. */
  counts: (FacetPage & { label: string }) | null
  /** Where the columns of a step, suggestions for the line and counts are asked for. */
  href: string
}

/** What a filter form asks for that could not be done. */
export interface FilterDraft {
  line: FilterPanel['line']
  rows: Pick<FilterRow, 'column' | 'operator' | 'values' | 'problem' | 'isNew'>[] | null
  edit: string | null
  /** The path of a column. */
  counts: string | null
}

/** The values of a column, most frequent first, or periods. */
export interface FacetPage {
  values: { label: string; rows: string; href: string; current: boolean }[]
  /** What was not counted. */
  note: string | null
}
