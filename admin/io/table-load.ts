import type { Sql } from 'postgres'
import { CopyIn } from './copy-in'
import { quoted, type StoredTable } from '../postgres/data-catalogue'
import { shownName, type DataTable } from './data-format'
import { dataError, refusedRows, type DataPlace } from './load-errors'
import { StagedRows } from './staged-rows'

export type OnConflict = 'error' | 'update' | 'skip'

export interface TablePlan {
  readonly tx: Sql
  readonly stored: readonly StoredTable[]
  readonly table: StoredTable
  readonly head: DataTable
  readonly onConflict: OnConflict
  readonly onProgress?: (progress: { table: string; rows: number }) => void
  /** The tables of the file, in its order. */
  readonly order: readonly StoredTable[]
  readonly file: string
  /** Of the line that names the table. */
  readonly line: number
}

/** Rows between two calls of `onProgress`. */
const progressRows = 1_000

/** The rows of one table on their way: straight into it, or by a temporary table where rows may be there already or links are to be looked up. */
export class TableLoad {
  readonly table: StoredTable
  readonly head: DataTable
  /** Where the dump had the sequences of its columns. */
  readonly sequences = new Map<string, { value: string; called: boolean }>()
  rows = 0
  written = 0
  readonly #plan: TablePlan
  readonly #width: number
  readonly #staged: StagedRows | undefined
  #copy: CopyIn | undefined

  constructor(plan: TablePlan) {
    this.#plan = plan
    this.table = plan.table
    this.head = plan.head
    const links = plan.head.links ?? []
    this.#width = plan.head.columns.length + links.reduce((sum, { by }) => sum + by.length, 0)
    if (plan.onConflict !== 'error' || links.length > 0) this.#staged = new StagedRows(plan)
  }

  /** @throws {AdminError} `INVALID` naming the first column that the table does not have, or that nobody may write. */
  check(): void {
    const { head, table, file, line } = this.#plan
    const place = { file, line, table: shownName(table) }
    for (const name of [
      ...head.columns,
      ...(head.links ?? []).flatMap(({ columns }) => columns),
      ...(head.key ?? []),
    ]) {
      const column = table.columns.find((each) => each.name === name)
      if (!column) throw dataError({ ...place, column: name }, 'this database has no such column.')
      if (column.generated) throw dataError({ ...place, column: name }, 'the database works out its values.')
    }
    this.#staged?.check()
  }

  async start(): Promise<void> {
    const { tx, table, head } = this.#plan
    const columns = head.columns.map(quoted).join(', ')
    // PostgreSQL takes no empty list: a table without columns has rows all the same.
    const target = (await this.#staged?.create()) ?? (columns === '' ? table.sql : `${table.sql} (${columns})`)
    this.#copy = await CopyIn.start(tx, target)
  }

  /** @returns A promise when the server has to catch up first. */
  row(text: string, line: number): Promise<void> | undefined {
    const values = this.#parse(text, line)
    this.rows += 1
    if (this.rows % progressRows === 0) this.#plan.onProgress?.({ table: shownName(this.table), rows: progressRows })
    if (this.#staged) values.unshift(String(line))
    return this.#copy?.row(values)?.catch((error: unknown) => {
      throw this.#refused(error)
    })
  }

  #parse(text: string, line: number): (string | null)[] {
    const place: DataPlace = { file: this.#plan.file, line, table: shownName(this.table) }
    let values: unknown
    try {
      values = JSON.parse(text)
    } catch (error) {
      throw dataError(place, 'the line is no JSON.', error)
    }
    if (!isRow(values)) throw dataError(place, 'every value of a row is a text in quotes, or null.')
    if (values.length !== this.#width)
      throw dataError(place, `the row has ${values.length} values, and the table line names ${this.#width}.`)
    // Half a character, which would become another one on its way.
    const broken = /\\ud[89a-f]/i.test(text) ? values.findIndex((value) => value !== null && /\p{Cs}/u.test(value)) : -1
    if (broken !== -1)
      throw dataError({ ...place, column: this.head.columns[broken] }, 'the text holds half a character.')
    return values
  }

  /** Waits until all rows are in the table. */
  async finish(): Promise<void> {
    const copy = this.#copy
    if (!copy) return
    this.#copy = undefined
    try {
      await copy.end()
      this.written = this.#staged ? await this.#staged.insert() : this.rows
    } catch (error) {
      throw this.#refused(error)
    }
    this.#plan.onProgress?.({ table: shownName(this.table), rows: this.rows % progressRows })
  }

  /** Gives up in the middle of the rows. */
  abort(): void {
    this.#copy?.abort()
  }

  /** Sets the links to rows that came later. */
  async linkLate(): Promise<void> {
    await this.#staged?.linkLate()
  }

  #refused(error: unknown): unknown {
    const { file, line } = this.#plan
    return refusedRows(error, {
      place: { file, line: null, table: shownName(this.table) },
      lineOf: (row) => line + row,
    })
  }
}

function isRow(values: unknown): values is (string | null)[] {
  return Array.isArray(values) && values.every((value) => value === null || typeof value === 'string')
}
