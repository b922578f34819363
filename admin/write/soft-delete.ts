import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { markAction } from '../audit/write-entries'
import { columnsAllowed } from '../permissions/columns-allowed'
import { mayPurge } from '../permissions/may-purge'
import { rowsAllowed } from '../permissions/rows-allowed'
import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../query/load-record'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { liveSql, softDelete, type SoftDelete } from '../site/soft-delete'
import * as words from '../words/delete'
import { planDelete } from './delete-plan'
import { groupOf, refuseOthers, type DeletePage } from './delete-preview'
import { isWrittenAtOnce, writeBatch } from './plan/edit-batch'
import { RowsRefused } from './plan/refusals'
import { afterCommitOf } from './retry'
import { selectionWhere, type Selection } from './selection'
import { writeRows } from './write-rows'

const batch = 2_000
/** Fewer rows are written one by one, which takes no longer. */
const fewest = 20

/** The chosen rows that the actor may delete and that are not marked yet. */
function unmarked(ctx: AdminContext, admin: Admin, selection: Selection): { where: SQL; chosen: SQL } {
  const { alias } = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'delete', alias })
  const chosen = sql`(${selectionWhere(ctx, admin, selection)}) and ${allowed.where}`
  return { where: sql`${chosen} and ${liveSql(admin, alias)}`, chosen }
}

/**
 * What marking the chosen rows as deleted would do. Null if there is nothing to mark: the table's rows are removed, or all of
 * the chosen ones are marked already, and are removed for good.
 *
 * @throws {AdminError} `FORBIDDEN` without permission, and for marked rows without that to delete for good.
 */
export async function markPage(ctx: AdminContext, admin: Admin, selection: Selection): Promise<DeletePage | null> {
  const soft = softDelete(admin)
  if (!soft) return null
  const { where } = unmarked(ctx, admin, selection)
  const touched = await planDelete(ctx, admin, where)
  const root = touched.find(({ via, effect }) => via === null && effect === 'delete')
  if (!root || root.chosen === 0) {
    await refusePurge(ctx, admin, selection)
    return null
  }
  if (selection.kind === 'keys' && root.chosen < new Set(selection.keys).size) await refuseOthers(ctx, admin, selection)
  const groups = []
  for (const entry of touched) {
    const isRoot = entry === root
    const part = isRoot ? { ...entry, locations: entry.locations.slice(0, entry.chosen) } : entry
    const group = await groupOf(ctx, part)
    groups.push({ ...group, effect: isRoot ? ('mark' as const) : ('stay' as const) })
  }
  const number = new Intl.NumberFormat(ctx.locale).format(root.chosen)
  const label = root.chosen === 1 ? groups[0]?.samples[0]?.label : undefined
  const { mostRows } = ctx.site.plans
  const isTooMuch = root.chosen > mostRows
  return {
    what: label === undefined ? `${number} ${inSentence(admin.plural)}` : words.row(admin.singular, label),
    sentence: [
      words.marks(number, root.chosen === 1 ? admin.singular : inSentence(admin.plural)),
      ...(groups.length > 1 ? [words.othersStay] : []),
      ...takenUniques(ctx, admin),
    ].join(' '),
    groups,
    seal: null,
    blocked: isTooMuch,
    blockedReason: isTooMuch ? words.tooManyToMark(mostRows) : null,
    button: words.button(root.chosen, number, false),
    total: totalOf(root.chosen),
    softDeleteNote: null,
  }
}

/**
 * Negative, so that agreeing to mark rows is never taken for agreeing to remove as many, which somebody else has marked in between.
 */
const totalOf = (rows: number) => -rows

/** A marked row keeps its values, and nobody else can have them. */
function takenUniques(ctx: AdminContext, admin: Admin): string[] {
  const { table } = admin
  const seen = new Set(columnsAllowed(ctx, admin))
  const labels = table.uniques
    .filter(
      (columns) => columns.some((column) => !table.key.includes(column)) && columns.every((column) => seen.has(column)),
    )
    .map((columns) => columns.map(({ label }) => label).join(' + '))
  return labels.length === 0 ? [] : [words.uniquesTaken(labels)]
}

async function refusePurge(ctx: AdminContext, admin: Admin, selection: Selection): Promise<void> {
  if (mayPurge(ctx, admin)) return
  const ref = rootRef(admin.table)
  const { chosen } = unmarked(ctx, admin, selection)
  const rows = await ctx.db.execute(sql`select 1 from ${fromSql(ref)} where ${chosen} limit 1`)
  if (rows.length > 0) throw new AdminError('FORBIDDEN', words.mayNotPurge(inSentence(admin.plural)))
}

export interface Marked {
  rows: number
  /** The row's label, if exactly one was chosen. */
  label: string | null
}

/**
 * Marks the chosen rows as deleted, inside the caller's transaction, with the hooks of a delete and an audit entry for each. Null
 * where `markPage` is null.
 *
 * @param request.agreed The total of the page; null if no plan was confirmed.
 * @throws {AdminError} `CONFLICT` if the rows to mark are others by now; `FORBIDDEN` as `markPage` does.
 */
export async function markWithin(
  tx: AdminContext,
  admin: Admin,
  { selection, agreed }: { selection: Selection; agreed: number | null },
): Promise<Marked | null> {
  const soft = softDelete(admin)
  if (!soft) return null
  const { where } = unmarked(tx, admin, selection)
  const { mostRows } = tx.site.plans
  const chosen = await lockKeys(tx, admin, { where, most: mostRows + 1 })
  if (chosen.length === 0) {
    await refusePurge(tx, admin, selection)
    return null
  }
  if (selection.kind === 'keys' && chosen.length < new Set(selection.keys).size)
    await refuseOthers(tx, admin, selection)
  if (chosen.length > mostRows) throw new AdminError('FORBIDDEN', words.tooManyToMark(mostRows))
  if (agreed !== null && agreed !== totalOf(chosen.length))
    throw new AdminError('CONFLICT', words.changedSince(chosen.length))
  const marking = { values: await markOf(tx, soft), atOnce: await isWrittenAtOnce(tx, admin, 'update') }
  let label: string | null = null
  for (let index = 0; index < chosen.length; index += batch) {
    const part = rowsByKey(admin, chosen.slice(index, index + batch))
    // A table without a key has no rows to choose one by one.
    const records = await readRecords(tx, admin, { where: admin.table.key.length === 0 ? where : part, lock: true })
    await markRecords(tx, admin, { records, ...marking })
    label = records[0]?.label ?? null
    if (admin.table.key.length === 0) break
  }
  return { rows: chosen.length, label: chosen.length === 1 ? label : null }
}

/** The keys of the rows to mark, locked in their order. */
async function lockKeys(
  ctx: AdminContext,
  { table }: Admin,
  { where, most }: { where: SQL; most: number },
): Promise<{ keyParts: string[] }[]> {
  const ref = rootRef(table)
  const columns = table.key.map((column) => columnSql(ref, column))
  const order = columns.length === 0 ? sql`` : sql` order by ${sql.join(columns, sql`, `)}`
  const parts = sql.join(
    columns.map((column) => sql`${column}::text`),
    sql`, `,
  )
  const rows = await ctx.db.execute<{ parts: string[] }>(
    sql`select array[${parts}]::text[] as parts from ${fromSql(ref)} where ${where}${order} limit ${most} for update of ${sql.identifier(ref.alias)}`,
  )
  return rows.map(({ parts: keyParts }) => ({ keyParts }))
}

interface Marking {
  records: readonly LoadedRecord[]
  values: Record<string, string | null>
  atOnce: boolean
}

async function markRecords(tx: AdminContext, admin: Admin, { records, values, atOnce }: Marking): Promise<void> {
  const { beforeDelete, afterDelete } = admin.options.hooks ?? {}
  const event = (record: LoadedRecord) => ({
    actor: tx.actor,
    db: tx.db,
    afterCommit: afterCommitOf(tx),
    record: recordedValues(record),
  })
  if (beforeDelete) for (const record of records) await beforeDelete(event(record))
  if (atOnce && records.length >= fewest && admin.table.key.length > 0) {
    const columns = admin.table.columns.filter(({ key }) => key in values)
    const given = columns.map((column) => ({ column, values: records.map(() => values[column.key] ?? null) }))
    await writeBatch(tx, admin, { edits: [], given, rows: records, action: markAction }).catch((error: unknown) => {
      throw error instanceof RowsRefused ? error.cause : error
    })
  } else
    await writeRows(
      tx,
      admin,
      records.map((before) => ({ before, values: { ...values }, columns: null, locked: true, as: 'delete' as const })),
    )
  if (afterDelete) for (const record of records) await afterDelete(event(record))
}

async function markOf(ctx: AdminContext, { column, isFlag, by }: SoftDelete): Promise<Record<string, string | null>> {
  const who = by === null ? {} : { [by.key]: by.baseType === 'uuid' ? ctx.actor.id : ctx.actor.email }
  if (isFlag) return { [column.key]: 'true', ...who }
  const [row] = await ctx.db.execute<{ now: string }>(sql`select now()::${sql.raw(column.castType)}::text as now`)
  return { [column.key]: row?.now ?? null, ...who }
}
