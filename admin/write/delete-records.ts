import { sql, type SQL } from 'drizzle-orm'
import { changesOf, writeEntries, type AuditEntry } from '../audit/write-entries'
import { AdminError } from '../errors'
import { databaseFailure } from '../postgres/errors'
import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../query/load-record'
import { fromSql, rootRef, tableSql } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { liveSql, softDelete } from '../site/soft-delete'
import { type DeletePlan, planOf } from './delete-preview'
import { atLocations, planDelete, type Touched } from './delete-plan'
import { digestOf } from './delete-seal'
import { lockTouched, type LockedTable } from './lock-deleted'
import { readOutside, recordOutside } from './record-outside'
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
  const guards = await guardsOf(tx, touched)
  const locked = await lockTouched(tx, touched, guards.any)
  // Rows added while waiting for the locks would be deleted unseen. With the locks held, no more can be added.
  if (digestOf(await planDelete(tx, admin, atLocations(ref.alias, root.locations))) !== digestOf(touched))
    throw new AdminError('CONFLICT', words.changedNow)
  if (!forGood) await refuseRestored(tx, admin, root)
  const outside = await readOutside(tx, touched)
  await runHooks(tx, locked, { when: 'beforeDelete' })
  const chosen = { ...root, locations: root.locations.slice(0, root.chosen) }
  await tx.db.execute(guards.keep ? deletionSql(admin, chosen, []) : deletionSql(admin, root, touched))
  const kept = await recordOutcome(tx, locked)
  await recordOutside(tx, outside)
  await runHooks(tx, locked, { when: 'afterDelete', except: kept })
  const keptRows = [...kept.values()].reduce((sum, keys) => sum + keys.size, 0)
  return {
    rows: Math.max(0, page.total - keptRows),
    kept: Math.min(kept.get(admin)?.size ?? 0, root.chosen),
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

interface Guards {
  /** Triggers or rules of the database may have a say in a delete. */
  any: boolean
  /**
   * They may keep rows. Then only the chosen rows are deleted, and the cascades follow those that are really gone: rows that
   * depend on a kept row must be kept too.
   */
  keep: boolean
}

async function guardsOf(ctx: AdminContext, touched: readonly Touched[]): Promise<Guards> {
  const names = touched
    .filter(({ effect }) => effect === 'delete')
    .map(({ schema, name }) => sql`(${schema}::text, ${name}::text)`)
  // Bits of tgtype: 1 per row, 2 before, 8 on delete.
  const [guards] = await ctx.db.execute<{ any: boolean | null; keep: boolean | null }>(sql`
    with recursive tree (oid) as (
      select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where (n.nspname, c.relname) in (${sql.join(names, sql`, `)})
      union select i.inhrelid from pg_inherits i join tree on i.inhparent = tree.oid),
    guards (keeps) as (
      select true from pg_rewrite r join tree on r.ev_class = tree.oid where r.ev_type = '4'
      union all select t.tgtype & 3 = 3 from pg_trigger t join tree on t.tgrelid = tree.oid where not t.tgisinternal and t.tgtype & 8 = 8)
    select count(*) > 0 as any, bool_or(keeps) as keep from guards`)
  return { any: guards?.any ?? true, keep: guards?.keep ?? false }
}

/** The keys of rows that the database kept. */
type Kept = ReadonlyMap<Admin, ReadonlySet<string>>

/**
 * Records the actual result, which the database's triggers and rules determine. A kept row is recorded as changed if they
 * changed it, as a trigger for soft deletes does.
 */
async function recordOutcome(ctx: AdminContext, locked: readonly LockedTable[]): Promise<Kept> {
  const kept = new Map<Admin, Set<string>>()
  for (const { target, effect, via, records } of locked)
    for (const batch of records) {
      const keyed = batch.filter(({ key }) => key !== '')
      const left =
        keyed.length === 0
          ? []
          : await readRecords(ctx, target, { where: rowsByKey(target, keyed), kept: effect === 'delete' ? true : [] })
      const after = new Map(left.map((record) => [record.key, record]))
      const entries: AuditEntry[] = []
      for (const before of batch) {
        const now = after.get(before.key)
        if (now && effect === 'delete') kept.set(target, (kept.get(target) ?? new Set()).add(before.key))
        if (now) entries.push(...change(target, { before, now }))
        else entries.push(effect === 'delete' ? deletion(before, target) : clearing(before, target, via))
      }
      await writeEntries(ctx, entries)
    }
  return kept
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

async function runHooks(
  ctx: AdminContext,
  locked: readonly LockedTable[],
  { when, except }: { when: 'beforeDelete' | 'afterDelete'; except?: Kept },
): Promise<void> {
  for (const { target, effect, records } of locked) {
    const hook = target.options.hooks?.[when]
    if (effect !== 'delete' || !hook) continue
    for (const batch of records)
      for (const row of batch)
        if (!except?.get(target)?.has(row.key))
          await hook({ actor: ctx.actor, db: ctx.db, afterCommit: afterCommitOf(ctx), record: recordedValues(row) })
  }
}

function deletion(record: LoadedRecord, { table }: Admin): AuditEntry {
  return {
    table,
    key: record.key,
    label: record.label,
    action: 'delete',
    changes: changesOf(table, { before: recordedValues(record), after: null }),
  }
}

function change({ table }: Admin, { before, now }: { before: LoadedRecord; now: LoadedRecord }): AuditEntry[] {
  const changes = changesOf(table, { before: recordedValues(before), after: recordedValues(now) })
  return Object.keys(changes).length === 0
    ? []
    : [{ table, key: now.key, label: before.label, action: 'change', changes }]
}

/** The references that the database set to NULL, for a row without a key to read it by. */
function clearing(record: LoadedRecord, { table }: Admin, names: readonly string[]): AuditEntry {
  const columns = table.columns.filter((column) => names.includes(column.name))
  const before = recordedValues(record)
  const after = { ...before, ...Object.fromEntries(columns.map((column) => [column.key, null])) }
  return {
    table,
    key: record.key,
    label: record.label,
    action: 'change',
    changes: changesOf(table, { before, after }),
  }
}
