import { sql, type SQL } from 'drizzle-orm'
import { changesOf, writeEntries } from '../audit/write-entries'
import { AdminError } from '../errors'
import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../query/load-record'
import { isKept, rootRef, tableSql, isRecorded } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { ColumnEdit } from '../write/plan/bulk-edit'
import type { ChosenRow } from '../write/plan/chosen-rows'
import { isWrittenAtOnce, writeBatch } from '../write/plan/edit-batch'
import { RowsRefused } from '../write/plan/refusals'
import { updateStamps, writeSql } from '../write/write-sql'
import * as words from '../words/actions'

/** What an action may set a column to. */
export type ActionValues = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>

const batch = 2_000
/** Of rows whose large values are in memory while they are written. */
const fewest = 20

/** The writing part of what an action's `run` receives. The rows are locked. */
export class ActionWriter {
  readonly #ctx: AdminContext
  readonly #admin: Admin
  readonly #name: string
  readonly #rows: readonly ChosenRow[]

  constructor(ctx: AdminContext, admin: Admin, { name, rows }: { name: string; rows: readonly ChosenRow[] }) {
    this.#ctx = ctx
    this.#admin = admin
    this.#name = name
    this.#rows = rows
  }

  where(): SQL {
    return rowsByKey(this.#admin, this.#rows)
  }

  /** @returns The number of rows that really changed: `5` and `5.00` are the same number. */
  async update(values: ActionValues): Promise<number> {
    const edits = this.#editsOf(values)
    if (edits.length === 0) return 0
    const isPlain = edits.every(({ column }) => isRecorded(column))
    const atOnce = isPlain && (await isWrittenAtOnce(this.#ctx, this.#admin, 'update'))
    let changed = 0
    const size = !atOnce && edits.some(({ column }) => isKept(column)) ? fewest : batch
    for (let index = 0; index < this.#rows.length; index += size) {
      const rows = this.#rows.slice(index, index + size)
      changed += atOnce
        ? await writeBatch(this.#ctx, this.#admin, { edits, rows, action: this.#name }).catch(asWhole)
        : await this.#writeAndRead(edits, rows)
    }
    return changed
  }

  #editsOf(values: ActionValues): ColumnEdit[] {
    const { table } = this.#admin
    return Object.entries(values).flatMap(([key, value]): ColumnEdit[] => {
      if (value === undefined) return []
      const column = table.columns.find((candidate) => candidate.key === key)
      if (!column) throw new AdminError('MISCONFIGURED', words.unknownColumn(this.#name, key, table.path))
      return [{ column, operation: 'set', value: value === null ? null : String(value) }]
    })
  }

  async #writeAndRead(edits: readonly ColumnEdit[], rows: readonly ChosenRow[]): Promise<number> {
    const { table } = this.#admin
    const kept = edits.map(({ column }) => column)
    const before = await readRecords(this.#ctx, this.#admin, { where: rowsByKey(this.#admin, rows), kept })
    const different = before.filter((row) =>
      edits.some(({ column, value }) => !isRecorded(column) || recordedValues(row)[column.key] !== value),
    )
    if (different.length === 0) return 0
    const sets = edits.map(({ column, value }) => sql`${sql.identifier(column.name)} = ${writeSql(column, value)}`)
    const stamped = updateStamps(
      table.columns,
      edits.map(({ column }) => column),
    )
    const where = rowsByKey(this.#admin, different)
    await this.#ctx.db.execute(
      sql`update ${tableSql(table)} as ${sql.identifier(rootRef(table).alias)} set ${sql.join([...sets, ...stamped], sql`, `)} where ${where}`,
    )
    const secrets = new Set(edits.flatMap(({ column }) => (isRecorded(column) ? [] : [column.key])))
    return this.#audit(different, { where, kept, secrets })
  }

  async #audit(
    before: readonly LoadedRecord[],
    { where, kept, secrets }: { where: SQL; kept: readonly ColumnModel[]; secrets: ReadonlySet<string> },
  ): Promise<number> {
    const { table } = this.#admin
    const rows = await readRecords(this.#ctx, this.#admin, { where, kept })
    const after = new Map(rows.map((row) => [row.key, row]))
    const entries = before.map((row) => ({
      table,
      key: row.key,
      label: after.get(row.key)?.label ?? row.label,
      action: this.#name,
      changes: changesOf(table, {
        before: recordedValues(row),
        after: recordedValues(after.get(row.key) ?? row),
        secrets,
      }),
    }))
    const changed = entries.filter((entry) => Object.keys(entry.changes).length > 0)
    await writeEntries(this.#ctx, changed)
    return changed.length
  }
}

/** An action changes all of its rows, or none. */
function asWhole(error: unknown): never {
  throw error instanceof RowsRefused ? error.cause : error
}
