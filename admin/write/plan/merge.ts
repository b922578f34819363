import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { changesOf, writeEntries } from '../../audit/write-entries'
import { sqlState } from '../../errors/sql-state'
import { mayChangeColumn } from '../../permissions/columns-allowed'
import { mayPurge } from '../../permissions/may-purge'
import { mayAct, rowsAllowed } from '../../permissions/rows-allowed'
import { databaseFailure } from '../../postgres/errors'
import { keysWhere } from '../../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../../query/load-record'
import { fromSql, isKept, keySql, readerOf, rootRef, tableSql, valueSql } from '../../query/table-ref'
import { inSentence } from '../../schema/names'
import type { ColumnModel, Link } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { isMarked, softDelete } from '../../site/soft-delete'
import * as deleteWords from '../../words/delete'
import * as words from '../../words/merge'
import * as planWords from '../../words/plan'
import * as saveWords from '../../words/save'
import { deleteWithin } from '../delete-records'
import { inSavepoint } from '../retry'
import { writableColumns } from '../writable-columns'
import { translateWriteError } from '../write-errors'
import { RowFailure, writeRows } from '../write-rows'
import { mergeWays, referencePast, referredValue, referringTo, refersToItsTable, type MergeWay } from './merge-ways'
import type { Plan } from './plan'

/** More rows than this are no duplicates that a person would compare. */
export const mostMerged = 10

export interface MergeRequest {
  /** As in URLs: the rows to merge, with the one that stays. */
  keys: readonly string[]
  survivor: string
  /** By column property: the key of the row whose value is kept. Other columns keep the survivor's. */
  from: Readonly<Record<string, string>>
  /** Rows that cannot be moved, because the survivor has such a row already, are deleted. Default: they stop the merge. */
  deleteClashing: boolean
}

/**
 * The plan that makes several rows one: everything that refers to the others refers to the survivor, the others are
 * deleted, and the survivor gets the chosen values. Rows of join tables that both have are united.
 */
export function mergePlan(admin: Admin, request: MergeRequest): Plan<LoadedRecord> {
  return {
    admin,
    description: { kind: 'merge', ...request },
    edited: null,
    async work(tx) {
      const { survivor, others } = await lockMerged(tx, admin, request)
      for (const way of await mergeWays(tx, admin, others))
        for (const other of others) await moveRows(tx, { way, survivor, others, other, request })
      await deleteOthers(tx, admin, others)
      const result = await writeSurvivor(tx, admin, { request, survivor, others })
      return { chosen: others.length + 1, unchanged: 0, refusals: [], missing: 0, result }
    },
  }
}

/** Reads the rows that are to be merged, if the actor may do that with them. */
export async function readMerged(
  ctx: AdminContext,
  admin: Admin,
  { keys, lock = false, kept = [] }: { keys: readonly string[]; lock?: boolean; kept?: readonly ColumnModel[] },
): Promise<LoadedRecord[]> {
  const different = [...new Set(keys)]
  if (different.length < 2 || different.length > mostMerged) throw new AdminError('INVALID', words.several(mostMerged))
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const found = await readRecords(ctx, admin, {
    where: sql`(${keysWhere(ctx, admin, different)}) and ${where}`,
    lock,
    kept,
  })
  if (found.length < different.length) throw new AdminError('INVALID', words.gone)
  // Nothing may refer to a row that is deleted, and those that are would be removed for good.
  if (found.some(({ values }) => isMarked(admin, values))) throw new AdminError('INVALID', words.marked)
  return different.flatMap((key) => found.find((record) => record.key === key) ?? [])
}

async function lockMerged(ctx: AdminContext, admin: Admin, { keys, survivor: key, from }: MergeRequest) {
  const kept = admin.table.columns.filter((column) => Object.hasOwn(from, column.key))
  const records = await readMerged(ctx, admin, { keys, lock: true, kept })
  const survivor = records.find((record) => record.key === key)
  if (!survivor) throw new AdminError('INVALID', words.unknownChoice)
  const others = records.filter((record) => record !== survivor)
  if (!survivor.may.change) throw new AdminError('FORBIDDEN', words.mayNotKeep)
  if (!others.every(({ may }) => may.delete)) throw new AdminError('FORBIDDEN', words.mayNotDelete)
  return { survivor, others }
}

interface Moving {
  way: MergeWay
  survivor: LoadedRecord
  others: readonly LoadedRecord[]
  /** The one of them whose rows are moved. */
  other: LoadedRecord
  request: MergeRequest
}

async function moveRows(ctx: AdminContext, { way, survivor, others, other, request }: Moving): Promise<void> {
  const { child } = way
  const where = referringTo(way, other)
  if (where === null || child.table.key.length === 0) return
  const rows = await readRecords(ctx, child, { where, lock: true, limit: ctx.site.plans.mostRows + 1 })
  if (rows.length > ctx.site.plans.mostRows)
    throw new AdminError('TOO_LARGE', planWords.tooManyRows(ctx.site.plans.mostRows))
  if (rows.length === 0) return
  const targets = way.columns.map((_, index) => referredValue(way, survivor, index))
  // It has no value in the columns that these rows refer to.
  if (targets.includes(null)) throw new AdminError('CONFLICT', words.stillUsed)
  const isKey = way.columns.some((column) => child.table.key.includes(column))
  const mayMove = (may: LoadedRecord['may']) => (isKey ? may.delete && mayAct(ctx, child, 'add') : may.change)
  if (rows.some(({ may }) => !mayMove(may)) || !way.columns.every((column) => mayChangeColumn(ctx, child, column)))
    throw new AdminError('FORBIDDEN', words.mayNotMove(inSentence(child.plural)))
  const moved = Object.fromEntries(way.columns.map((column, index) => [column.key, targets[index] ?? null]))
  const own = refersToItsTable(way) && !isKey ? rows.find(({ key }) => key === survivor.key) : undefined
  if (own) {
    const values = { ...referencePast(way, survivor, others) }
    await writeRows(ctx, child, [{ before: own, values, columns: null, locked: true }])
  }
  const clashing = await moveEach(ctx, { way, moved, rows: rows.filter((row) => row !== own), isKey })
  const [first] = clashing
  if (!first) return
  // Both are tied to the same row: one of the ties is enough.
  if (!child.table.joinTable && !request.deleteClashing) {
    const known = await translateWriteError(ctx, child, { error: first.error, undone: '' })
    const reason = known instanceof AdminError ? (Object.values(known.fields)[0] ?? known.message) : ''
    throw new AdminError('INVALID', words.clashes(`${clashing.length} ${inSentence(child.plural)}`, reason.trim()))
  }
  await removeRows(
    ctx,
    child,
    clashing.map(({ row }) => row),
  )
}

interface Movement {
  way: MergeWay
  /** The new reference, by column property. */
  moved: Readonly<Record<string, string | null>>
  rows: readonly LoadedRecord[]
  isKey: boolean
}

/** Rows that are moved by the same statements. */
const batchSize = 250

/** @returns The rows that cannot be moved, because there is such a row already. */
async function moveEach(ctx: AdminContext, movement: Movement): Promise<Clash[]> {
  const { rows } = movement
  const clashing: Clash[] = []
  for (let from = 0; from < rows.length; from += batchSize)
    clashing.push(...(await moveBatch(ctx, { ...movement, rows: rows.slice(from, from + batchSize) })))
  return clashing
}

interface Clash {
  row: LoadedRecord
  error: unknown
}

/** Moves all of them at once, or if one clashes, each half by itself. */
async function moveBatch(ctx: AdminContext, { rows, ...movement }: Movement): Promise<Clash[]> {
  try {
    await inSavepoint(ctx, (tx) => moveAll(tx, { ...movement, rows }))
    return []
  } catch (error) {
    const cause = error instanceof RowFailure ? error.cause : error
    const code = databaseFailure(cause)?.code
    if (code !== sqlState.uniqueViolation && code !== sqlState.exclusionViolation) throw cause
    const [row, ...more] = rows
    if (row && more.length === 0) return [{ row, error: cause }]
    const half = Math.ceil(rows.length / 2)
    const first = await moveBatch(ctx, { ...movement, rows: rows.slice(0, half) })
    return [...first, ...(await moveBatch(ctx, { ...movement, rows: rows.slice(half) }))]
  }
}

async function moveAll(ctx: AdminContext, { way, moved, rows, isKey }: Movement): Promise<void> {
  if (isKey) for (const row of rows) await moveKey(ctx, { way, moved, row })
  else
    await writeRows(
      ctx,
      way.child,
      rows.map((row) => ({ before: row, values: { ...moved }, columns: null, locked: true })),
    )
}

/** A row whose key contains the reference is another row afterwards, also for the log. */
async function moveKey(
  ctx: AdminContext,
  { way, moved, row }: Pick<Movement, 'way' | 'moved'> & { row: LoadedRecord },
): Promise<void> {
  const { child, columns } = way
  const ref = rootRef(child.table)
  const [before = row] = child.table.columns.some(isKept)
    ? await readRecords(ctx, child, { where: keySql(ref, row.keyParts), kept: true })
    : []
  const sets = columns.map(
    (column) => sql`${sql.identifier(column.name)} = ${valueSql(moved[column.key] ?? null, column)}`,
  )
  await ctx.db.execute(
    sql`update ${tableSql(child.table)} as ${sql.identifier(ref.alias)} set ${sql.join(sets, sql`, `)} where ${keySql(ref, row.keyParts)}`,
  )
  const keyParts = child.table.key.map((column, index) => moved[column.key] ?? row.keyParts[index] ?? '')
  const [now] = await readRecords(ctx, child, { where: keySql(ref, keyParts) })
  if (!now) throw new AdminError('CONFLICT', words.stillUsed)
  const { where } = rowsAllowed(ctx, child, { verb: 'add', alias: ref.alias })
  const allowed = await ctx.db.execute(sql`select 1 from ${fromSql(ref)} where ${keySql(ref, keyParts)} and ${where}`)
  if (allowed.length === 0) throw new AdminError('FORBIDDEN', saveWords.outsideRows(child.singular, 'add'))
  const { table } = child
  const deleted = changesOf(table, { before: recordedValues(before), after: null })
  const added = changesOf(table, { before: null, after: recordedValues(now) })
  await writeEntries(ctx, [
    { table, key: row.key, label: row.label, action: 'delete', changes: deleted },
    { table, key: now.key, label: now.label, action: 'add', changes: added },
  ])
}

/** For good also where deletes mark rows: marked ones would still refer to the row that goes. */
async function removeRows(ctx: AdminContext, child: Admin, rows: readonly LoadedRecord[]): Promise<void> {
  // A tie that both have is not lost, so that it needs no permission to remove rows for good.
  if (!child.table.joinTable && !mayPurge(ctx, child))
    throw new AdminError('FORBIDDEN', deleteWords.mayNotPurge(inSentence(child.plural)))
  const { kept } = await deleteWithin(ctx, child, {
    selection: { kind: 'keys', keys: rows.map(({ key }) => key) },
    agreed: null,
    alone: words.hasDependents(inSentence(child.plural)),
    forGood: true,
  })
  if (kept > 0) throw new AdminError('CONFLICT', words.stillUsed)
}

async function deleteOthers(ctx: AdminContext, admin: Admin, others: readonly LoadedRecord[]): Promise<void> {
  const selection = { kind: 'keys', keys: others.map(({ key }) => key) } as const
  const { rows, kept } = await deleteWithin(ctx, admin, { selection, agreed: null, alone: words.stillUsed })
  if (kept > 0 || rows < others.length) throw new AdminError('CONFLICT', words.stillUsed)
}

interface Keeping {
  request: MergeRequest
  survivor: LoadedRecord
  others: readonly LoadedRecord[]
}

/**
 * After the others are gone, so that a unique value can be taken over. Rows that are only marked keep theirs, because they
 * can be restored.
 */
async function writeSurvivor(
  ctx: AdminContext,
  admin: Admin,
  { request, survivor, others }: Keeping,
): Promise<LoadedRecord> {
  const columns = mergedColumns(ctx, admin, survivor)
  const values = Object.fromEntries(
    columns.flatMap((column) => {
      const source = others.find(({ key }) => key === request.from[column.key])
      const value = (source && recordedValues(source)[column.key]) ?? null
      if (value !== null && readerOf(column).whole?.(value) === false)
        throw new AdminError('TOO_LARGE', words.tooLarge(column.label))
      // It would refer to itself, or to a row that is gone.
      if (column.link && refersTo(column.link, value, [survivor, ...others])) return []
      return source && value !== (recordedValues(survivor)[column.key] ?? null) ? [[column.key, value] as const] : []
    }),
  )
  if (Object.keys(values).length === 0) return survivor
  const [before] = await readRecords(ctx, admin, { where: keysWhere(ctx, admin, [survivor.key]) })
  if (!before) throw new AdminError('CONFLICT', words.gone)
  const [written] = await writeRows(ctx, admin, [{ before, values, columns, locked: true, copied: true }]).catch(
    (error: unknown) => {
      const cause = error instanceof RowFailure ? error.cause : error
      const isTaken = databaseFailure(cause)?.code === sqlState.uniqueViolation
      throw isTaken && softDelete(admin) ? new AdminError('INVALID', words.markedKeep, { cause }) : error
    },
  )
  return written?.record ?? before
}

/** Whether a value of a column of this table refers to one of its merged rows. */
function refersTo({ target, columns, targetColumns }: Link, value: string | null, records: readonly LoadedRecord[]) {
  const [column, ...more] = columns
  const [targetColumn] = targetColumns
  if (!column || !targetColumn || more.length > 0 || target !== column.table) return false
  return records.some(({ values }) => value !== null && values[targetColumn.key] === value)
}

/** The columns whose value can be chosen: those that the form of the survivor can change. */
export const mergedColumns = (ctx: AdminContext, admin: Admin, survivor: LoadedRecord): ColumnModel[] =>
  writableColumns(ctx, admin, survivor.values).filter((column) => !column.secret)
