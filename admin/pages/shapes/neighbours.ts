import type { RecordField } from './record'
import type { CellKind, CellValue } from '../../fields/field-meta'

/** A way in to the record, as its page knows it without a query: a link to the rows, and one to add such a row. */
export interface NeighbourLink {
  name: string
  label: string
  /** The filtered list; null if the list has no such filter. */
  href: string | null
  /** Null if this user may not add rows. */
  addHref: string | null
  /** "order" */
  singular: string
}

/** What the page of a record contains about related rows. The rows themselves are fetched later. */
export interface RecordNeighbours {
  /** GET returns a `NeighbourAnswer`. */
  fetchHref: string
  links: NeighbourLink[]
}

export interface NeighbourRow {
  /** Null if rows have no key. */
  href: string | null
  label: string
  /** In the order of the block's columns. */
  cells: CellValue[]
}

/** The rows that refer to a record in one way. */
export interface NeighbourBlock extends NeighbourLink {
  /** "14", "more than 1,000"; null if they were not counted. */
  count: string | null
  /** The exact count, if known. */
  exact: number | null
  /** "14 orders", for "Used in"; null if there are none, or the count is unknown. */
  words: string | null
  columns: { label: string; kind: CellKind; view?: string; align: 'left' | 'right' }[]
  rows: NeighbourRow[]
  /** Why no rows are shown: too slow without an index, or a failure. */
  notice: string | null
  /** Its rows are loaded when requested by name. */
  waits: boolean
  /** For a many-to-many relation that can be edited here, as a field of the record's form: instead of the rows. */
  field: RecordField | null
}

/** A change of the record, in one line. */
export interface NeighbourChange {
  id: string
  at: string
  atExact: string
  actor: string
  action: string
  /** Labels of the columns that changed. */
  columns: string[]
  /** The page that puts the values before back; null if there are none that this user may change. */
  putBackHref: string | null
}

export interface NeighbourAnswer {
  blocks: NeighbourBlock[]
  /** Newest first. */
  changes: NeighbourChange[]
}
