import type { RecordConflict } from '../../write/conflict'
import type { Notice } from './forms'
import type { ListColumn, ListRow } from './list'
import type { RecordField } from './record'

/** What the input of one cell of a list needs, as a record's form would have it. */
export interface CellPage {
  /** The row's label. */
  title: string
  field: RecordField
  /** For `~version`, `~base` and `~token`. */
  version: string
  base: string
  token: string
}

/** Rows of a list as they are after a save, to be drawn in place of the earlier ones. */
export interface PaintedRows {
  columns: DrawnColumn[]
  /** Without the rows that the actor may no longer view. */
  rows: ListRow[]
}

/** What drawing a cell takes. */
export type DrawnColumn = Pick<ListColumn, 'name' | 'kind' | 'view' | 'align' | 'edit'>

/** Cells that were saved. */
export interface CellsDone {
  notice: Notice
  painted: PaintedRows
}

/** The state after a cell was posted: saved, or why not. */
export interface CellState {
  saved: CellsDone | null
  /** What is wrong with the typed value, or with the row. */
  error: string | null
  conflict: RecordConflict | null
  /** On a conflict, the row as the other user saved it. */
  theirs: PaintedRows | null
}

/** What filling a column with pasted lines would do, for the user to confirm. */
export interface FillPage {
  /** The column's label, and its input's name. */
  label: string
  name: string
  /** The rows that would change. */
  changes: FilledRow[]
  /** How many rows already have their value. */
  same: number
  /** The lines that cannot be saved; if there are any, nothing can. */
  problems: { label: string; message: string }[]
}

export interface FilledRow {
  key: string
  label: string
  /** Readable; null is NULL. */
  before: string | null
  /** As typed. */
  after: string
  version: string
  base: string
  /** The form's text. */
  value: string
}

/** The state after several rows were posted: saved, or what is to be confirmed, or why not. */
export interface FillState {
  saved: CellsDone | null
  fill: FillPage | null
  error: string | null
  rows: Record<string, RowProblem>
}

/** Why a posted row was not saved. */
export interface RowProblem {
  /** About the row, if not about a column. */
  message: string | null
  /** By the form name of the column. */
  errors: Record<string, string>
  conflict: RecordConflict | null
}

/** The inputs of the rows of a list. */
export interface ListInputs {
  rows: RowInputs[]
}

export interface RowInputs {
  key: string
  label: string
  version: string
  base: string
  /** By the position of their column. */
  fields: { index: number; field: RecordField }[]
}

/** The rows that were posted with a list and refused. */
export interface TypedRow extends RowProblem {
  key: string
  version: string
  base: string
  /** By form name, as typed. An input that was not sent is an unticked checkbox. */
  values: Record<string, string>
  /** The form names of those that are to be NULL. */
  nulls: string[]
}
