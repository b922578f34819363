import type { CellValue, FieldKind } from '../../fields/field-meta'

/** A way that leads to the record, as its page knows it without a query: a link to the rows, and one to add such a row. */
export interface NeighbourLink {
  name: string
  label: string
  /** The filtered list; null where the list has no such filter. */
  href: string | null
  /** Null where this person may not. */
  addHref: string | null
  /** "order" */
  singular: string
}

/** What the page of a record says of its neighbours; their rows are fetched once it is there. */
export interface RecordNeighbours {
  /** GET here answers `NeighbourAnswer`. */
  fetchHref: string
  links: NeighbourLink[]
}

export interface NeighbourRow {
  /** Null where rows have no key. */
  href: string | null
  label: string
  /** As the block's columns. */
  cells: CellValue[]
}

/** The rows that lead to a record by one way. */
export interface NeighbourBlock extends NeighbourLink {
  /** "14", "more than 1,000"; null where nobody has counted. */
  count: string | null
  /** Where it is exactly known. */
  exact: number | null
  /** "14 orders", for "Used in"; null where there are none, or nobody knows. */
  words: string | null
  columns: { label: string; kind: FieldKind; align: 'left' | 'right' }[]
  rows: NeighbourRow[]
  /** Why there are no rows to be seen: too slow without an index, or a failure. */
  notice: string | null
  /** Its rows come when they are asked for by name. */
  waits: boolean
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
}

export interface NeighbourAnswer {
  blocks: NeighbourBlock[]
  /** Newest first. */
  changes: NeighbourChange[]
}
