import { changesOf, writeEntries, type AuditEntry } from '../audit/write-entries'
import { AdminError } from '../errors'
import { databaseFailure } from '../query/database-errors'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { rootRef, tableSql } from '../query/table-ref'
import { sql, type SQL } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { planOf } from './delete-page'
import { atPlaces, planDelete, type Touched } from './delete-plan'
import { inTransaction } from './retry'
import type { Selection } from './selection'
import { translateWriteError } from './write-errors'

export interface Deleted {
  /** All rows that went, those of other tables too. */
  rows: number
  /** The one row's label, when one was chosen. */
  label: string | null
}

/**
 * Deletes the chosen rows and what their foreign keys take along, if that is still what the person agreed to: one transaction,
 * an audit entry for each row deleted or cleared.
 *
 * @param agreed The total of the preview; another one now means that rows came or went, and nothing is deleted.
 * @throws {AdminError} `CONFLICT` when the plan changed; `FORBIDDEN` when something blocks it.
 */
export async function deleteRecords(
  ctx: AdminContext,
  admin: Admin,
  { selection, agreed }: { selection: Selection; agreed: number },
): Promise<Deleted> {
  try {
    return await inTransaction(ctx, async (tx) => {
      const { touched, page } = await planOf(tx, admin, selection)
      if (page.blockedReason !== null) throw new AdminError('FORBIDDEN', page.blockedReason)
      if (page.total === 0) return { rows: 0, label: null }
      if (page.total !== agreed)
        throw new AdminError(
          'CONFLICT',
          `What would be deleted has changed since you looked: it is ${page.total} rows now. Nothing was deleted.`,
        )
      const root = touched.find((entry) => entry.via === null && entry.effect === 'delete')
      if (!root) throw new AdminError('CONFLICT', 'The rows are gone. Nothing was deleted.')
      const ref = rootRef(admin.table)
      const locked = await lockRows(tx, touched)
      // What came while the locks were awaited would go along unseen; now that they are held nothing more can come.
      if (places(await planDelete(tx, admin, atPlaces(ref.alias, root.places))) !== places(touched))
        throw new AdminError('CONFLICT', 'Somebody changed these rows at this moment. Nothing was deleted.')
      const entries = locked.map(entryOf)
      await runHooks(tx, locked, 'beforeDelete')
      const gone = await tx.db.execute(deletionSql(admin, root, touched))
      if (gone.length !== root.places.length)
        throw new AdminError('CONFLICT', 'Somebody changed these rows at this moment. Nothing was deleted.')
      await writeEntries(tx, entries)
      await runHooks(tx, locked, 'afterDelete')
      return {
        rows: page.total,
        label: root.chosen === 1 ? (page.groups.find((group) => group.chosen)?.samples[0]?.label ?? null) : null,
      }
    })
  } catch (error) {
    const code = databaseFailure(error)?.code ?? ''
    if (code === '23503' || code === '23001')
      throw new AdminError('FORBIDDEN', 'Other rows still point at what would be deleted. Nothing was deleted.', {
        cause: error,
      })
    throw await translateWriteError(ctx, admin, error)
  }
}

/**
 * All rows in one statement, so that those that point at each other are gone together: left to the cascades alone, the order
 * in which the database comes to them decides whether it refuses.
 */
function deletionSql(admin: Admin, root: Touched, touched: readonly Touched[]): SQL {
  const others = touched.filter((entry) => entry.effect === 'delete' && entry !== root)
  const steps = others.map(
    ({ schema, name, places: at }, index) =>
      sql`${sql.identifier(`d${index}`)} as (delete from ${sql.identifier(schema)}.${sql.identifier(name)} as t where ${atPlaces('t', at)})`,
  )
  const along = steps.length === 0 ? sql`` : sql`with ${sql.join(steps, sql`, `)} `
  return sql`${along}delete from ${tableSql(admin.table)} as t where ${atPlaces('t', root.places)} returning 1 as done`
}

const places = (touched: readonly Touched[]) =>
  touched
    .flatMap((entry) => entry.places.map((place) => `${entry.effect} ${place}`))
    .toSorted()
    .join()

interface Locked {
  target: Admin
  effect: Touched['effect']
  via: readonly string[]
  record: LoadedRecord
}

/** Locks every row that goes or is cleared, so that what is written down is what is deleted. */
async function lockRows(ctx: AdminContext, touched: readonly Touched[]): Promise<Locked[]> {
  const locked: Locked[] = []
  for (const { table, effect, places: at, via } of touched) {
    if (!table || effect === 'block') continue
    const target = ctx.site.adminOf(table)
    const records = await readRecords(ctx, target, { where: atPlaces('t', at), lock: true })
    if (records.length !== at.length)
      throw new AdminError('CONFLICT', 'Somebody changed these rows at this moment. Nothing was deleted.')
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
      await target.options.hooks?.[when]?.({ actor: ctx.actor, db: ctx.db, record: record.values })
}

const entryOf = ({ target, effect, via, record }: Locked): AuditEntry =>
  effect === 'delete' ? deletion(record, target) : clearing(record, target, via)

function deletion(record: LoadedRecord, { table }: Admin): AuditEntry {
  return {
    table,
    key: record.key,
    label: record.label,
    action: 'delete',
    changes: changesOf(table, { before: record.values, after: null }),
  }
}

/** The references that the database sets to NULL or to their default. */
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
