import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { rowsByKey } from '../../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../../query/load-record'
import { readJoined, readOthers, type FoundRow } from '../../query/many-rows'
import { fromSql, isKept, keptValueSql, readerOf, rootRef } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/plan'
import * as rowsWords from '../../words/rows'
import { checkLinks } from '../check-links'
import { manyName } from '../many/posted-many'
import { parentValues, type StagedMany } from '../many/stage-many'
import { ManyFailure, writeMany } from '../many/write-many'
import { writableInRow } from '../field-conditions'
import { RowFailure, writeRows, type RowWrite } from '../write-rows'
import { newValueSql, type BulkEdit, type ColumnEdit, type ManyEdit } from './bulk-edit'
import type { ChosenRow } from './chosen-rows'
import { checkStillAllowed, isWrittenAtOnce, writeBatch } from './edit-batch'
import { type Refusals, RowsRefused, writeEach } from './refusals'

const batch = 2_000
const fewer = 200
/** Of rows whose large values are in memory while they are written. */
const fewest = 20

/**
 * Applies a bulk edit to locked rows: in statements of many rows each, or row by row where the schema or a declaration
 * asks for more (hooks, limited options, forms that depend on the row, triggers after the update, relations).
 *
 * @returns How many rows changed. Refused rows are added to `refusals`; all others have the new values already.
 */
export async function editRows(
  ctx: AdminContext,
  admin: Admin,
  { rows, edit, refusals }: { rows: readonly ChosenRow[]; edit: BulkEdit; refusals: Refusals },
): Promise<number> {
  const atOnce = edit.relations.length === 0 && !asksPerRow(admin) && (await isWrittenAtOnce(ctx, admin, 'update'))
  if (atOnce) await checkTargets(ctx, admin, edit.columns)
  const ties = await readTies(ctx, edit.relations)
  const size = atOnce ? batch : edit.columns.some(({ column }) => isKept(column)) ? fewest : fewer
  let changed = 0
  for (let index = 0; index < rows.length; index += size) {
    const part = rows.slice(index, index + size)
    changed += await writeEach(ctx, admin, {
      rows: part,
      refusals,
      write: async (tx, these) => {
        if (!atOnce) return writeOneByOne(tx, admin, { edit: { columns: edit.columns, ties }, rows: these })
        const written = await writeBatch(tx, admin, { edits: edit.columns, rows: these })
        await checkStillAllowed(tx, admin, { rows: these, verb: 'change' })
        return written
      },
    })
  }
  return changed
}

function asksPerRow({ options }: Admin): boolean {
  const { hooks, form } = options
  return (
    hooks?.beforeSave !== undefined ||
    hooks?.afterSave !== undefined ||
    form?.fields !== undefined ||
    form?.check !== undefined ||
    typeof form?.sections === 'function' ||
    typeof form?.readOnly === 'function'
  )
}

/** The rows that all chosen rows are to refer to: one check for all. */
function checkTargets(ctx: AdminContext, admin: Admin, edits: readonly ColumnEdit[]): Promise<void> {
  const values = Object.fromEntries(edits.map(({ column, value }) => [column.key, value]))
  const columns = edits.map(({ column }) => column)
  return checkLinks(ctx, admin, { values, record: null, columns })
}

/** Relations to change, with the rows on their other side. */
interface Tie extends ManyEdit {
  others: readonly FoundRow[]
}

/** @throws {AdminError} `INVALID` at the relation's input for a row that the actor may not view. */
async function readTies(ctx: AdminContext, edits: readonly ManyEdit[]): Promise<Tie[]> {
  const ties: Tie[] = []
  for (const edit of edits) {
    const others = await readOthers(ctx, edit.many, edit.keys)
    if (others.length < edit.keys.length) {
      const message = rowsWords.noSuch(edit.many.way.join.otherAdmin.singular)
      throw new AdminError('INVALID', message, { fields: { [manyName(edit.many)]: message } })
    }
    ties.push({ ...edit, others })
  }
  return ties
}

interface OneByOne {
  edit: { columns: readonly ColumnEdit[]; ties: readonly Tie[] }
  rows: readonly ChosenRow[]
}

async function writeOneByOne(ctx: AdminContext, admin: Admin, { edit, rows }: OneByOne): Promise<number> {
  const columns = edit.columns.map(({ column }) => column)
  const records = await recordsOf(ctx, admin, { rows, columns })
  refuseReadOnly(ctx, admin, { edit, rows, records })
  const fresh = await freshValues(ctx, admin, { edits: edit.columns, rows })
  const writes = records.map((before, index): RowWrite => {
    const values = fresh[index] ?? {}
    const differing = Object.entries(values).filter(([key, value]) => (recordedValues(before)[key] ?? null) !== value)
    return {
      before,
      values: Object.fromEntries(differing),
      columns,
      locked: true,
    }
  })
  const isTouched = ({ values }: RowWrite) => Object.keys(values).length > 0
  const written = await writeSome(ctx, admin, { writes, isTouched })
  const tied = edit.ties.length === 0 ? [] : await tieRows(ctx, admin, { ties: edit.ties, records })
  return records.filter(({ key }, index) => written[index] === true || tied.includes(key)).length
}

/** In the order of the rows. */
async function recordsOf(
  ctx: AdminContext,
  admin: Admin,
  { rows, columns }: { rows: readonly ChosenRow[]; columns: readonly ColumnModel[] },
): Promise<LoadedRecord[]> {
  const records = await readRecords(ctx, admin, { where: rowsByKey(admin, rows), kept: columns })
  const found = new Map(records.map((row) => [row.key, row]))
  const gone = rows.filter(({ key }) => !found.has(key)).map(({ key }) => key)
  // A hook or a trigger of an earlier row has deleted it.
  if (gone.length > 0)
    throw new RowsRefused(new Set(gone), new AdminError('NOT_FOUND', rowsWords.noSuch(admin.singular)))
  return rows.flatMap(({ key }) => found.get(key) ?? [])
}

/** Rows in whose own form one of the columns cannot be changed. */
function refuseReadOnly(
  ctx: AdminContext,
  admin: Admin,
  { edit, rows, records }: OneByOne & { records: readonly LoadedRecord[] },
): void {
  for (const { column } of edit.columns) {
    const kept = rows.filter((_, index) => {
      const record = records[index]
      return record !== undefined && !writableInRow(ctx, admin, record.values).includes(column)
    })
    if (kept.length === 0) continue
    const reason = new AdminError('FORBIDDEN', words.readOnlyThere(column.label))
    throw new RowsRefused(new Set(kept.map(({ key }) => key)), reason)
  }
}

/** The new values of each row as PostgreSQL text, by column property, in the order of the rows. */
async function freshValues(
  ctx: AdminContext,
  admin: Admin,
  { edits, rows }: { edits: readonly ColumnEdit[]; rows: readonly ChosenRow[] },
): Promise<Record<string, string | null>[]> {
  if (edits.length === 0) return rows.map(() => ({}))
  const ref = rootRef(admin.table)
  const values = edits.map((edit, index) => {
    const value = newValueSql(ref, edit)
    const text = isKept(edit.column)
      ? keptValueSql(value, edit.column)
      : (readerOf(edit.column).read?.(value, edit.column) ?? sql`(${value})::text`)
    return sql`${text} as ${sql.identifier(`v${index}`)}`
  })
  const parts = admin.table.key.map((column) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text`)
  const found = await ctx.db.execute<Record<string, string | null> & { key: string[] }>(
    sql`select array[${sql.join(parts, sql`, `)}]::text[] as key, ${sql.join(values, sql`, `)} from ${fromSql(ref)} where ${rowsByKey(admin, rows)}`,
  )
  const byKey = new Map(found.map((row) => [JSON.stringify(row.key), row]))
  return rows.map(({ keyParts }) => {
    const row = byKey.get(JSON.stringify(keyParts))
    return Object.fromEntries(edits.map(({ column }, index) => [column.key, row?.[`v${index}`] ?? null]))
  })
}

/** @returns For each row whether it changed. */
async function writeSome(
  ctx: AdminContext,
  admin: Admin,
  { writes, isTouched }: { writes: readonly RowWrite[]; isTouched: (write: RowWrite) => boolean },
): Promise<boolean[]> {
  const places = writes.flatMap((write, index) => (isTouched(write) ? [index] : []))
  const written = await writeRows(
    ctx,
    admin,
    writes.filter((write) => isTouched(write)),
  ).catch((error: unknown) => {
    throw error instanceof RowFailure ? new RowFailure(places[error.index] ?? 0, error.cause) : error
  })
  const changed = new Set(places.filter((_, index) => written[index]?.changed === true))
  return writes.map((_, index) => changed.has(index))
}

/** Ties rows to those of other tables, or unties them. @returns The keys of the rows for which anything changed. */
async function tieRows(
  ctx: AdminContext,
  admin: Admin,
  { ties, records }: { ties: readonly Tie[]; records: readonly LoadedRecord[] },
): Promise<string[]> {
  const changed: string[] = []
  for (const record of records) {
    try {
      const staged = await stageTies(ctx, { ties, record })
      if (await writeMany(ctx, admin, { staged, record })) changed.push(record.key)
    } catch (error) {
      const cause = error instanceof ManyFailure ? error.cause : error
      if (cause instanceof AdminError) throw new RowsRefused(new Set([record.key]), cause)
      throw cause
    }
  }
  return changed
}

async function stageTies(
  ctx: AdminContext,
  { ties, record }: { ties: readonly Tie[]; record: LoadedRecord },
): Promise<StagedMany[]> {
  const staged: StagedMany[] = []
  for (const { many, operation, keys, others } of ties) {
    const values = parentValues(many, record)
    const joined = values === null ? [] : await readJoined(ctx, many, { values, keys, limit: keys.length })
    const there = new Set(joined.map(({ key }) => key))
    const kept = joined.find(({ removable }) => !removable)
    if (operation === 'exclude' && kept) throw new AdminError('FORBIDDEN', words.mayNotUntie(kept.label))
    const added = operation === 'include' ? others.filter(({ key }) => !there.has(key)) : []
    const removed = operation === 'exclude' ? joined : []
    if (added.length + removed.length > 0) staged.push({ many, added, removed })
  }
  return staged
}
