import { aliasedTable, sql, type SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { changesOf, writeEntries } from '../audit/write-entries'
import { AdminError } from '../errors'
import { isGranted, mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { rowsByKey } from '../query/keys-where'
import { rootRef, tableSql } from '../query/table-ref'
import { inSentence } from '../schema/names'
import type { ActionOptions } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { inTransaction } from '../write/retry'
import { selectionWhere, type Selection } from '../write/selection'
import { translateWriteError } from '../write/write-errors'
import { updateStamps, writeSql } from '../write/write-sql'
import * as words from '../words/actions'

/** The maximum number of rows of an action: each changed row gets an audit entry. */
export const mostRows = 10_000

/**
 * Runs a declared action on the chosen rows: in one transaction, all or nothing, with an audit entry for each changed
 * row.
 *
 * @param request.agreed The number of rows that the user confirmed. If it has changed, nothing is done. Absent if no
 *   confirmation was required.
 * @returns The message of the action.
 * @throws {AdminError} `NOT_FOUND` for an action that is not declared; `FORBIDDEN` without permission, or if a chosen
 *   row may be viewed but not acted on (without saying which). Rows that may not be viewed are ignored. `CONFLICT` if
 *   the number of rows differs from the confirmed one.
 */
export async function runAction(
  ctx: AdminContext,
  admin: Admin,
  { name, selection, agreed }: { name: string; selection: Selection; agreed?: number | undefined },
): Promise<string> {
  const action = declaredAction(admin, name)
  const allowed = allowedRows(ctx, admin, action)
  try {
    return await inTransaction(ctx, async (tx) => {
      const chosen = selectionWhere(tx, admin, selection)
      const where = sql`(${chosen}) and ${allowed}`
      const rows = await readRecords(tx, admin, { where, lock: true, limit: mostRows + 1 })
      if (rows.length > mostRows) throw new AdminError('INVALID', words.tooManyRows)
      if (selection.kind === 'keys') await refuseOthers(tx, admin, { chosen, allowed })
      if (rows.length === 0) throw new AdminError('INVALID', words.noneLeft)
      if (agreed !== undefined && rows.length !== agreed) throw new AdminError('CONFLICT', words.numberChanged)
      const run = new Run(tx, admin, { action, rows })
      return await action.run({
        actor: tx.actor,
        db: tx.db,
        where: run.where(),
        // Declared for this table; the engine erases its type.
        table: aliasedTable(admin.table.source as PgTable, 't'),
        count: rows.length,
        update: (values) => run.update(values),
      })
    })
  } catch (error) {
    throw await translateWriteError(ctx, admin, { error })
  }
}

/** @throws {AdminError} `NOT_FOUND` if the table has no action of that name. */
export function declaredAction(admin: Admin, name: string): ActionOptions<PgTable> {
  const action = admin.options.actions?.find((candidate) => candidate.name === name)
  if (!action) throw new AdminError('NOT_FOUND', words.notFound)
  return action
}

/**
 * The rows on which the actor may run the action. Without a declared permission an action is only for superusers.
 * @throws {AdminError} `FORBIDDEN` without permission.
 */
export function allowedRows(ctx: AdminContext, admin: Admin, action: ActionOptions<PgTable>): SQL {
  if (action.permission === undefined && !ctx.actor.isSuperuser)
    throw new AdminError('FORBIDDEN', words.notAllowed(inSentence(admin.plural)))
  const verb = action.permission ?? 'view'
  if (!isGranted(ctx, admin, verb)) throw new AdminError('FORBIDDEN', words.notAllowed(inSentence(admin.plural)))
  return rowsAllowed(ctx, admin, { verb, alias: 't' }).where
}

/**
 * Throws if a chosen row may be viewed but not acted on.
 * @throws {AdminError} `FORBIDDEN`
 */
export async function refuseOthers(
  ctx: AdminContext,
  admin: Admin,
  { chosen, allowed }: { chosen: SQL; allowed: SQL },
): Promise<void> {
  // A row hidden from the actor is treated like one that does not exist.
  if (!mayAct(ctx, admin, 'view')) return
  const seen = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).where
  const where = sql`(${chosen}) and ${seen} and (${allowed}) is not true`
  const others = await readRecords(ctx, admin, { where, limit: 1 })
  if (others.length > 0) throw new AdminError('FORBIDDEN', words.someNotAllowed)
}

interface Acting {
  action: ActionOptions<PgTable>
  rows: readonly LoadedRecord[]
}

/** The argument of an action's `run`. The rows have been locked and read. */
class Run {
  readonly #ctx: AdminContext
  readonly #admin: Admin
  readonly #acting: Acting

  constructor(ctx: AdminContext, admin: Admin, acting: Acting) {
    this.#ctx = ctx
    this.#admin = admin
    this.#acting = acting
  }

  where(): SQL {
    return rowsByKey(this.#admin, this.#acting.rows)
  }

  async update(
    values: Readonly<Record<string, string | number | bigint | boolean | null | undefined>>,
  ): Promise<number> {
    const { table } = this.#admin
    const given = Object.entries(values).filter(([, value]) => value !== undefined)
    const columns = given.map(([key, value]) => {
      const column = table.columns.find((candidate) => candidate.key === key)
      if (!column) throw new AdminError('MISCONFIGURED', words.unknownColumn(this.#acting.action.name, key, table.path))
      return { column, text: value === null || value === undefined ? null : String(value) }
    })
    const different = this.#acting.rows.filter((row) =>
      columns.some(({ column, text }) => column.secret || row.values[column.key] !== text),
    )
    if (different.length === 0) return 0
    const sets = columns.map(({ column, text }) => sql`${sql.identifier(column.name)} = ${writeSql(column, text)}`)
    const stamped = updateStamps(
      table.columns,
      columns.map(({ column }) => column),
    )
    const where = rowsByKey(this.#admin, different)
    await this.#ctx.db.execute(
      sql`update ${tableSql(table)} as ${sql.identifier(rootRef(table).alias)} set ${sql.join([...sets, ...stamped], sql`, `)} where ${where}`,
    )
    const secrets = new Set(columns.flatMap(({ column }) => (column.secret ? [column.key] : [])))
    return this.#audit(different, { where, secrets })
  }

  /** @returns The number of rows that really changed: `5` and `5.00` are the same number. */
  async #audit(
    before: readonly LoadedRecord[],
    { where, secrets }: { where: SQL; secrets: ReadonlySet<string> },
  ): Promise<number> {
    const { table } = this.#admin
    const after = new Map((await readRecords(this.#ctx, this.#admin, { where })).map((row) => [row.key, row]))
    const entries = before.map((row) => ({
      table,
      key: row.key,
      label: after.get(row.key)?.label ?? row.label,
      action: this.#acting.action.name,
      changes: changesOf(table, { before: row.values, after: after.get(row.key)?.values ?? row.values, secrets }),
    }))
    const changed = entries.filter((entry) => Object.keys(entry.changes).length > 0)
    await writeEntries(this.#ctx, changed)
    return changed.length
  }
}
