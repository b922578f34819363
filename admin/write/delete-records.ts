import { changesOf, writeEntries, type AuditEntry } from '../audit/write-entries'
import { AdminError } from '../errors'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { rootRef, tableSql } from '../query/table-ref'
import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { planOf } from './delete-page'
import { atPlaces, type Touched } from './delete-plan'
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
      const entries = await lockAndDescribe(tx, touched)
      const root = touched.find((entry) => entry.via === null && entry.effect === 'delete')
      if (!root) throw new AdminError('CONFLICT', 'The rows are gone. Nothing was deleted.')
      const ref = rootRef(admin.table)
      const gone = await tx.db.execute(
        sql`delete from ${tableSql(admin.table)} as ${sql.identifier(ref.alias)} where ${atPlaces(ref.alias, root.places)} returning 1 as done`,
      )
      if (gone.length !== root.places.length)
        throw new AdminError('CONFLICT', 'Somebody changed these rows at this moment. Nothing was deleted.')
      await writeEntries(tx, entries)
      return {
        rows: page.total,
        label:
          root.places.length === 1
            ? (page.groups.find((group) => group.via === null)?.samples[0]?.label ?? null)
            : null,
      }
    })
  } catch (error) {
    throw await translateWriteError(ctx, admin, error)
  }
}

/** Locks every row that goes or is cleared, so that what is written down is what is deleted. */
async function lockAndDescribe(ctx: AdminContext, touched: readonly Touched[]): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  for (const { table, effect, places, via } of touched) {
    if (!table || effect === 'block') continue
    const target = ctx.site.adminOf(table)
    const records = await readRecords(ctx, target, { where: atPlaces('t', places), lock: true })
    if (records.length !== places.length)
      throw new AdminError('CONFLICT', 'Somebody changed these rows at this moment. Nothing was deleted.')
    for (const record of records) {
      if (effect === 'delete')
        await target.options.hooks?.beforeDelete?.({ actor: ctx.actor, db: ctx.db, record: record.values })
      entries.push(effect === 'delete' ? deletion(record, target) : clearing(record, target, via ?? ''))
    }
  }
  return entries
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

/** `via` is `table.column, column`: the references that the database sets to NULL or to their default. */
function clearing(record: LoadedRecord, { table }: Admin, via: string): AuditEntry {
  const names = via.slice(table.name.length + 1).split(', ')
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
