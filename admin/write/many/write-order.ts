import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { readRecords, type LoadedRecord } from '../../query/load-record'
import { readJoined, type JoinedRow } from '../../query/many-rows'
import { columnSql, rootRef } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { ManyRelation } from '../../site/many'
import { stepAside } from '../step-aside'
import { writeRows } from '../write-rows'
import * as words from '../../words/many'

/** Rows without distinct positions are numbered anew, if they are no more than this. */
const mostNumbered = 1000

interface Order {
  /** The record's values in the columns that the join table refers to. */
  parent: readonly string[]
  /** The keys of the other side. */
  order: readonly string[]
}

/**
 * Puts related rows in this order. They exchange their positions among themselves, so that rows which the form has not
 * loaded, or others have added meanwhile, keep theirs. Rows that are gone meanwhile are passed over.
 */
export async function writeOrder(ctx: AdminContext, many: ManyRelation, { parent, order }: Order): Promise<void> {
  const { position, way } = many
  if (position === null) return
  const moved = await readJoined(ctx, many, { values: parent, keys: order, limit: order.length })
  const records = await lockJoined(ctx, many, moved)
  const places = placesOf(moved, { records, position })
  const rows =
    places === null
      ? numbered(await allRows(ctx, many, parent), order)
      : inOrder(moved, order).map((row, index) => ({ row, place: places[index] ?? '' }))
  const locked =
    places === null
      ? await lockJoined(
          ctx,
          many,
          rows.map(({ row }) => row),
        )
      : records
  const writes = rows.flatMap(({ row, place }) => {
    const before = locked.get(row.joinKey)
    if (!before || before.values[position.key] === place) return []
    return [{ before, values: { [position.key]: place }, columns: [position], locked: true }]
  })
  if (writes.length === 0) return
  await stepAside(ctx, way.child, writes)
  await writeRows(ctx, way.child, writes)
}

/** The rows in the order of their keys on the other side. */
function inOrder(rows: readonly JoinedRow[], order: readonly string[]): JoinedRow[] {
  const at = new Map(order.map((key, index) => [key, index]))
  return rows.toSorted((a, b) => (at.get(a.key) ?? 0) - (at.get(b.key) ?? 0))
}

/** The positions of the rows, ascending; null if they are not all distinct. */
function placesOf(
  rows: readonly JoinedRow[],
  { records, position }: { records: ReadonlyMap<string, LoadedRecord>; position: ColumnModel },
): string[] | null {
  const places = rows.map(({ joinKey }) => records.get(joinKey)?.values[position.key] ?? null)
  const distinct = new Set(places)
  if (distinct.size < places.length || distinct.has(null)) return null
  return places.flatMap((place) => place ?? []).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
}

async function allRows(ctx: AdminContext, many: ManyRelation, values: readonly string[]): Promise<JoinedRow[]> {
  const rows = await readJoined(ctx, many, { values, limit: mostNumbered + 1 })
  if (rows.length > mostNumbered) throw new AdminError('INVALID', words.tooManyToOrder(mostNumbered))
  return rows
}

/** All rows with new positions: the moved ones change places among themselves. */
function numbered(rows: readonly JoinedRow[], order: readonly string[]): { row: JoinedRow; place: string }[] {
  const moved = new Set(order)
  const next = inOrder(
    rows.filter(({ key }) => moved.has(key)),
    order,
  )[Symbol.iterator]()
  return rows.map((row, index) => ({
    row: moved.has(row.key) ? (next.next().value ?? row) : row,
    place: String(index + 1),
  }))
}

/** Locks rows of the join table, by their keys in it. @throws {AdminError} if the actor may not change one of them. */
async function lockJoined(
  ctx: AdminContext,
  { way: { child } }: ManyRelation,
  rows: readonly JoinedRow[],
): Promise<ReadonlyMap<string, LoadedRecord>> {
  if (rows.length === 0) return new Map()
  const ref = rootRef(child.table)
  const these = rowsByKey(
    child,
    rows.map(({ joinParts }) => ({ keyParts: joinParts })),
  )
  const { where } = rowsAllowed(ctx, child, { verb: 'change', alias: ref.alias })
  const records = await readRecords(ctx, child, {
    where: sql`${these} and ${where}`,
    // Always locked in the order of their keys, so that two saves cannot deadlock.
    order: sql.join(
      child.table.key.map((column) => columnSql(ref, column)),
      sql`, `,
    ),
    lock: true,
  })
  const found = new Map(records.map((record) => [record.key, record]))
  const kept = rows.find(({ joinKey }) => !found.has(joinKey))
  if (kept) throw new AdminError('FORBIDDEN', words.mayNotMoveOne(kept.label))
  return found
}
