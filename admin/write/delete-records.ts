import { changesOf, writeEntries, type AuditEntry } from '../audit/write-entries'
import { AdminError } from '../errors'
import { databaseFailure } from '../postgres/errors'
import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { fromSql, rootRef, tableSql } from '../query/table-ref'
import { sql, type SQL } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { liveSql, softDelete } from '../site/soft-delete'
import { type DeletePlan, planOf } from './delete-preview'
import { atLocations, locationOrder, planDelete, type Touched } from './delete-plan'
import { outsideEntries, readOutside } from './record-outside'
import { afterCommitOf, inTransaction } from './retry'
import { markWithin } from './soft-delete'
import type { Selection } from './selection'
import { translateWriteError } from './write-errors'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/delete'

export interface Deleted {
  /** All deleted rows, including those of other tables, as far as the actor may know about them. */
  rows: number
  /** The number of chosen rows that a trigger or a rule of the database kept. */
  kept: number
  /** Rows were deleted, or may have been, that the actor may not view. */
  hidden: boolean
  /** The row's label, if exactly one was chosen. */
  label: string | null
}

/**
 * Deletes the chosen rows and those that their foreign keys take along, if that is still what the user confirmed: in
 * one transaction, with an audit entry for each row deleted or cleared.
 *
 * @param agreed The total of the preview. If it has changed, nothing is deleted.
 * @throws {AdminError} `CONFLICT` if the plan has changed; `FORBIDDEN` if something blocks the delete.
 */
export async function deleteRecords(
  ctx: AdminContext,
  admin: Admin,
  { selection, agreed, seal }: { selection: Selection; agreed: number; seal?: string | undefined },
): Promise<Deleted> {
  try {
    return await inTransaction(ctx, (tx) => deleteWithin(tx, admin, { selection, agreed, seal }))
  } catch (error) {
    const code = databaseFailure(error)?.code ?? ''
    if (code === sqlState.foreignKeyViolation || code === sqlState.restrictViolation)
      throw new AdminError('FORBIDDEN', words.stillReferenced, {
        cause: error,
      })
    throw await translateWriteError(ctx, admin, { error, undone: words.nothingDeleted })
  }
}

interface DeleteRequest {
  selection: Selection
  agreed: number | null
  seal?: string | undefined
  alone?: string | ((plan: DeletePlan) => string | null)
  forGood?: boolean
}

/**
 * The same inside the caller's transaction. The caller translates the errors of the database.
 *
 * @param request.agreed Null if no plan was confirmed.
 * @param request.seal The seal of the plan that was confirmed.
 * @param request.alone If other rows would be deleted or changed along with the chosen ones, nothing is deleted, and this is
 *   the message; or a function that decides and returns the message.
 * @param request.forGood Rows are removed also where a delete marks them.
 */
export async function deleteWithin(
  tx: AdminContext,
  admin: Admin,
  { selection, agreed, seal, alone, forGood = false }: DeleteRequest,
): Promise<Deleted> {
  const marked = forGood ? null : await markWithin(tx, admin, { selection, agreed })
  if (marked) return { ...marked, kept: 0, hidden: false }
  const plan = await planOf(tx, admin, selection)
  const { touched, page } = plan
  const refused = typeof alone === 'function' ? alone(plan) : touched.some(takesOthers) ? alone : null
  if (refused != null) throw new AdminError('CONFLICT', refused)
  if (page.blockedReason !== null) throw new AdminError('FORBIDDEN', page.blockedReason)
  if (page.blocked) return { rows: 0, kept: 0, hidden: false, label: null }
  if ((agreed !== null && page.total !== agreed) || (seal !== undefined && page.seal !== seal))
    throw new AdminError('CONFLICT', words.changedSince(page.total))
  const root = touched.find((entry) => entry.via === null && entry.effect === 'delete')
  if (!root) throw new AdminError('CONFLICT', words.gone)
  const ref = rootRef(admin.table)
  const locked = await lockRows(tx, touched)
  // Rows added while waiting for the locks would be deleted unseen. With the locks held, no more can be added.
  if (locations(await planDelete(tx, admin, atLocations(ref.alias, root.locations))) !== locations(touched))
    throw new AdminError('CONFLICT', words.changedNow)
  if (!forGood) await refuseRestored(tx, admin, root)
  const outside = await readOutside(tx, touched)
  await runHooks(tx, locked, 'beforeDelete')
  await remove(tx, admin, { root, touched })
  const { gone, kept, entries } = await outcomeOf(tx, locked)
  await writeEntries(tx, [...entries, ...(await outsideEntries(tx, outside))])
  await runHooks(tx, gone, 'afterDelete')
  const chosenKept = kept.filter(({ target }) => target === admin).length
  return {
    rows: Math.max(0, page.total - kept.length),
    kept: Math.min(chosenKept, root.chosen),
    hidden: page.groups.some((group) => group.hidden && group.effect === 'delete'),
    label: root.chosen === 1 ? (page.groups.find((group) => group.chosen)?.samples[0]?.label ?? null) : null,
  }
}

/** Where deletes mark rows, only marked ones are removed: another user may have restored one before it was locked. */
async function refuseRestored(tx: AdminContext, admin: Admin, root: Touched): Promise<void> {
  if (softDelete(admin) === null) return
  const ref = rootRef(admin.table)
  const chosen = atLocations(ref.alias, root.locations.slice(0, root.chosen))
  const rows = await tx.db.execute(
    sql`select 1 from ${fromSql(ref)} where ${chosen} and ${liveSql(admin, ref.alias)} limit 1`,
  )
  if (rows.length > 0) throw new AdminError('CONFLICT', words.changedNow)
}

/** Whether rows are affected that were not chosen, in other tables or in the same one. */
const takesOthers = ({ via, chosen, locations: at }: Touched) => at.length > (via === null ? chosen : 0)

/**
 * If a trigger or a rule of the database may keep rows, only the chosen rows are deleted, and the cascades follow those
 * that are really gone: rows that depend on a kept row must be kept too.
 */
async function remove(
  ctx: AdminContext,
  admin: Admin,
  { root, touched }: { root: Touched; touched: readonly Touched[] },
): Promise<void> {
  const names = touched
    .filter(({ effect }) => effect === 'delete')
    .map(({ schema, name }) => sql`(${schema}::text, ${name}::text)`)
  const [guard] = await ctx.db.execute(sql`
    with recursive tree (oid) as (
      select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where (n.nspname, c.relname) in (${sql.join(names, sql`, `)})
      union select i.inhrelid from pg_inherits i join tree on i.inhparent = tree.oid)
    select 1 from tree c where
      exists (select 1 from pg_rewrite r where r.ev_class = c.oid and r.ev_type = '4')
      or exists (select 1 from pg_trigger t where not t.tgisinternal and t.tgtype & 11 = 11 and t.tgrelid = c.oid) limit 1`)
  const alone = { ...root, locations: root.locations.slice(0, root.chosen) }
  await ctx.db.execute(guard ? deletionSql(admin, alone, []) : deletionSql(admin, root, touched))
}

interface Outcome {
  gone: Locked[]
  kept: Locked[]
  entries: AuditEntry[]
}

/**
 * The actual result, which the database's triggers and rules determine. A kept row is recorded as changed if they
 * changed it, as a trigger for soft deletes does.
 */
async function outcomeOf(ctx: AdminContext, locked: readonly Locked[]): Promise<Outcome> {
  const outcome: Outcome = { gone: [], kept: [], entries: [] }
  for (const target of new Set(locked.map((row) => row.target))) {
    const rows = locked.filter((row) => row.target === target)
    const keyed = rows.flatMap(({ record }) => (record.key === '' ? [] : [record]))
    const left = keyed.length === 0 ? [] : await readRecords(ctx, target, { where: rowsByKey(target, keyed) })
    const after = new Map(left.map((record) => [record.key, record]))
    for (const row of rows) {
      const now = after.get(row.record.key)
      if (row.effect === 'delete') outcome[now ? 'kept' : 'gone'].push(row)
      if (row.effect === 'delete' && !now) outcome.entries.push(deletion(row.record, target))
      else if (now) outcome.entries.push(...change(target, { before: row.record, now }))
      else outcome.entries.push(clearing(row.record, target, row.via))
    }
  }
  return outcome
}

/**
 * Deletes all rows in one statement, so that rows that refer to each other go together: with cascades alone, success
 * would depend on the order in which the database processes them.
 */
function deletionSql(admin: Admin, root: Touched, touched: readonly Touched[]): SQL {
  const others = touched.filter((entry) => entry.effect === 'delete' && entry !== root)
  const steps = others.map(
    ({ schema, name, locations: at }, index) =>
      sql`${sql.identifier(`d${index}`)} as (delete from ${sql.identifier(schema)}.${sql.identifier(name)} as t where ${atLocations('t', at)})`,
  )
  const along = steps.length === 0 ? sql`` : sql`with ${sql.join(steps, sql`, `)} `
  return sql`${along}delete from ${tableSql(admin.table)} as t where ${atLocations('t', root.locations)}`
}

const locations = (touched: readonly Touched[]) =>
  touched
    .flatMap((entry) => entry.locations.map((location) => `${entry.effect} ${location}`))
    .toSorted()
    .join()

interface Locked {
  target: Admin
  effect: Touched['effect']
  via: readonly string[]
  record: LoadedRecord
}

/** Locks every row that is deleted or cleared, so that the audit entries match what is deleted. */
async function lockRows(ctx: AdminContext, touched: readonly Touched[]): Promise<Locked[]> {
  const locked: Locked[] = []
  for (const { table, effect, locations: at, via } of touched) {
    if (!table || effect === 'block') continue
    const target = ctx.site.adminOf(table)
    const records = await readRecords(ctx, target, {
      where: atLocations('t', at),
      order: locationOrder('t'),
      lock: true,
    })
    if (records.length !== at.length) throw new AdminError('CONFLICT', words.changedNow)
    locked.push(...records.map((record) => ({ target, effect, via: via ?? [], record })))
  }
  return locked
}

async function runHooks(
  ctx: AdminContext,
  locked: readonly Locked[],
  when: 'beforeDelete' | 'afterDelete',
): Promise<void> {
  for (const { target, effect, record } of locked)
    if (effect === 'delete')
      await target.options.hooks?.[when]?.({
        actor: ctx.actor,
        db: ctx.db,
        afterCommit: afterCommitOf(ctx),
        record: record.values,
      })
}

function deletion(record: LoadedRecord, { table }: Admin): AuditEntry {
  return {
    table,
    key: record.key,
    label: record.label,
    action: 'delete',
    changes: changesOf(table, { before: record.values, after: null }),
  }
}

function change({ table }: Admin, { before, now }: { before: LoadedRecord; now: LoadedRecord }): AuditEntry[] {
  const changes = changesOf(table, { before: before.values, after: now.values })
  return Object.keys(changes).length === 0
    ? []
    : [{ table, key: now.key, label: before.label, action: 'change', changes }]
}

/** The references that the database set to NULL, for a row without a key to read it by. */
function clearing(record: LoadedRecord, { table }: Admin, names: readonly string[]): AuditEntry {
  const columns = table.columns.filter((column) => names.includes(column.name))
  const after = { ...record.values, ...Object.fromEntries(columns.map((column) => [column.key, null])) }
  return {
    table,
    key: record.key,
    label: record.label,
    action: 'change',
    changes: changesOf(table, { before: record.values, after }),
  }
}
