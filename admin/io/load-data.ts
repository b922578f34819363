import type { Sql } from 'postgres'
import { storedTables, type StoredTable } from '../postgres/data-catalogue'
import {
  dataLineSchema,
  shownName,
  type DataHeader,
  type DataLine,
  type DataSequence,
  type DataTable,
} from './data-format'
import { sessionSettings } from './dump-data'
import { LateChecks } from './late-checks'
import { dataError } from './load-errors'
import { advanceSequences } from './load-sequences'
import { TableLoad, type OnConflict } from './table-load'
import { textLines } from './text-lines'
import { sqlState } from '../errors/sql-state'

export interface DataSource {
  /** As shown to users: a file name, or `standard input`. */
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface LoadOptions {
  /** What to do with a row whose key already exists. Default `error`. */
  readonly onConflict?: OnConflict
  /** Empty the tables of a file before loading its rows. Default false. */
  readonly truncate?: boolean
  /**
   * Called inside the transaction with the tables about to be emptied and their row counts. Throwing an error keeps
   * them.
   */
  readonly onTruncate?: (tables: readonly { table: string; rows: number }[]) => Promise<void>
  readonly onProgress?: (progress: { table: string; rows: number }) => void
}

export interface LoadedTable {
  readonly table: string
  /** Lines read, and rows added or overwritten. */
  readonly rows: number
  readonly written: number
}

/**
 * Loads the output of `dumpData` into the database, all sources in one transaction: a failure or a crash leaves the
 * database unchanged. Triggers fire as usual. Memory does not grow with the rows.
 *
 * Bypasses permissions and writes no audit entries: it is for operators, who have access to the database anyway.
 *
 * @throws {AdminError} `INVALID` with the location of the mistake: file, line, table and column, never a value.
 */
export async function loadData(
  sql: Sql,
  sources: readonly DataSource[],
  options: LoadOptions = {},
): Promise<LoadedTable[]> {
  const tx = await sql.reserve()
  try {
    await tx`begin`
    await tx.unsafe(sessionSettings)
    const stored = await storedTables(tx)
    const loads: TableLoad[] = []
    for (const source of sources)
      loads.push(...(await new SourceLoad({ tx, stored, source, options, before: loads }).run()))
    await advanceSequences(tx, loads)
    await tx`commit`
    return loads.map(({ table, rows, written }) => ({ table: shownName(table), rows, written }))
  } catch (error) {
    await tx`rollback`.catch(() => undefined)
    throw error
  } finally {
    tx.release()
  }
}

interface SourceContext {
  readonly tx: Sql
  readonly stored: readonly StoredTable[]
  readonly source: DataSource
  readonly options: LoadOptions
  /** The loads of the previous sources. */
  readonly before: readonly TableLoad[]
}

/** The load of one source. */
class SourceLoad {
  readonly #context: SourceContext
  readonly #loads: TableLoad[] = []
  readonly #late: LateChecks
  #line = 0
  #order: readonly StoredTable[] | undefined
  #begun = false
  #ended = false

  constructor(context: SourceContext) {
    this.#context = context
    this.#late = new LateChecks(context.tx, context.source.name)
  }

  async run(): Promise<TableLoad[]> {
    try {
      await this.#read()
    } catch (error) {
      this.#loads.at(-1)?.abort()
      throw error
    }
    return this.#loads
  }

  async #read(): Promise<void> {
    const { source } = this.#context
    for await (const { lines, first } of textLines(source.bytes, source.name)) {
      for (let index = 0; index < lines.length; index++) {
        this.#line = first + index
        const text = lines[index] ?? ''
        const open = text.startsWith('[') ? this.#row(text) : this.#marker(text)
        if (open) await open
      }
    }
    if (!this.#begun) throw dataError(this.#location(), 'the file is empty.')
    if (!this.#ended) throw dataError(this.#location(), 'the file is truncated: the last line is missing.')
  }

  #row(text: string): Promise<void> | undefined {
    const load = this.#loads.at(-1)
    if (!load || this.#ended) throw dataError(this.#location(), 'a row comes before any table line.')
    return load.row(text, this.#line)
  }

  async #marker(text: string): Promise<void> {
    const line = this.#parse(text)
    if (!this.#begun && !('format' in line))
      throw dataError(this.#location(), 'this file was not written by brolly dumpdata.')
    if (this.#ended) throw dataError(this.#location(), 'unexpected content after the last line.')
    if ('format' in line) return this.#begin(line)
    if ('end' in line) return this.#end(line.rows)
    if ('sequence' in line) return this.#sequence(line)
    return this.#table(line)
  }

  #parse(text: string): DataLine {
    try {
      return dataLineSchema.parse(JSON.parse(text))
    } catch (error) {
      throw dataError(this.#location(), 'the line is not valid here.', error)
    }
  }

  async #begin({ tables }: DataHeader): Promise<void> {
    if (this.#begun)
      throw dataError(this.#location(), 'a second file starts here. Pass each file as a separate argument.')
    this.#begun = true
    const plans = (tables ?? []).map((head) => ({ head, table: this.#stored(head) }))
    this.#order = plans.map(({ table }) => table)
    for (const { head, table } of plans) new TableLoad(this.#planOf(head, table)).check()
    await this.#truncate()
    await this.#late.prepare(this.#order)
  }

  async #truncate(): Promise<void> {
    const { tx, options, before } = this.#context
    const fresh = (this.#order ?? []).filter((table) => before.every((load) => load.table !== table))
    if (options.truncate !== true || fresh.length === 0) return
    if (options.onTruncate) await options.onTruncate(await this.#filled(fresh))
    try {
      await tx.unsafe(`truncate ${fresh.map(({ sql }) => sql).join(', ')}`)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === sqlState.featureNotSupported)) throw error
      throw dataError(this.#location(), 'tables that are not in the file reference tables to be emptied.', error)
    }
  }

  async #filled(tables: readonly StoredTable[]): Promise<{ table: string; rows: number }[]> {
    const filled: { table: string; rows: number }[] = []
    for (const table of tables) {
      const [row] = await this.#context.tx.unsafe<{ rows: string }[]>(`select count(*)::text as rows from ${table.sql}`)
      const rows = Number(row?.rows ?? 0)
      if (rows > 0) filled.push({ table: shownName(table), rows })
    }
    return filled
  }

  async #table(head: DataTable): Promise<void> {
    await this.#loads.at(-1)?.finish()
    const load = new TableLoad(this.#planOf(head, this.#stored(head)))
    load.check()
    await load.start()
    this.#loads.push(load)
  }

  #planOf(head: DataTable, table: StoredTable) {
    const { tx, stored, source, options } = this.#context
    const { onConflict = 'error', onProgress } = options
    return {
      tx,
      stored,
      table,
      head,
      onConflict,
      onProgress,
      order: this.#order ?? [],
      file: source.name,
      line: this.#line,
    }
  }

  #stored({ schema = 'public', table }: { schema?: string; table: string }): StoredTable {
    const found = this.#context.stored.find((candidate) => candidate.schema === schema && candidate.table === table)
    if (!found) throw dataError(this.#location(), `this database has no table ${shownName({ schema, table })}.`)
    return found
  }

  #sequence({ sequence, ...state }: DataSequence): void {
    const load = this.#loads.findLast(({ table }) => table === this.#stored(sequence))
    load?.sequences.set(sequence.column, state)
  }

  async #end(rows: number | undefined): Promise<void> {
    await this.#loads.at(-1)?.finish()
    const read = this.#loads.reduce((sum, load) => sum + load.rows, 0)
    if (rows !== undefined && rows !== read)
      throw dataError(this.#location(), `${rows} rows were written to this file, but it contains ${read}.`)
    for (const load of this.#loads) await load.linkLate()
    await this.#late.check()
    this.#ended = true
  }

  #location() {
    return { file: this.#context.source.name, line: this.#line || 1 }
  }
}
