import { sql, type SQL } from 'drizzle-orm'
import { actorLabel } from '../audit/write-entries'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { labelSql, rowLabel } from '../query/label-sql'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { keyOfRow } from '../query/row-key'
import { fromSql, keptSql, rootRef } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/delete'
import { atLocations, locationOrder, type RowLocation, type Touched } from './delete-plan'
import { changesSql } from './json-sql'
import { KeptBatches } from './kept-batches'

/** Rows of one table that are deleted or cleared, locked and as they were before. */
export interface LockedTable {
  target: Admin
  effect: Touched['effect']
  via: readonly string[]
  /** Their audit entries are already written, and nothing else asks for the rows. */
  written: boolean
  records: KeptBatches<LoadedRecord>
}

const mostAtOnce = 2_000
/** More than PostgreSQL has in a block. */
const itemsOfBlock = 65_536

/**
 * Locks every row that is deleted or cleared, so that the audit entries match what is deleted. Where nothing but this delete has
 * a say in what happens to a row, its entry is written at once, by the database; other rows are kept until it is known.
 *
 * @param hasGuards Triggers or rules of the database may keep rows of these tables, or change them.
 * @throws {AdminError} `CONFLICT` if some of the rows are not there any more.
 */
export async function lockTouched(
  ctx: AdminContext,
  touched: readonly Touched[],
  hasGuards: boolean,
): Promise<LockedTable[]> {
  const tables: LockedTable[] = []
  for (const { table, effect, locations, via } of touched) {
    if (!table || effect === 'block') continue
    const target = ctx.site.adminOf(table)
    const { beforeDelete, afterDelete } = target.options.hooks ?? {}
    const written = effect === 'delete' && !hasGuards && !beforeDelete && !afterDelete && table.key.length > 0
    const records = new KeptBatches<LoadedRecord>()
    for (const part of batchesOf(locations)) {
      if (written) await writeDeletions(ctx, target, part)
      else records.add(await lockRecords(ctx, target, { locations: part, deleted: effect === 'delete' }))
    }
    tables.push({ target, effect, via: via ?? [], written, records })
  }
  return tables
}

/** In the order of their positions, as all who lock several rows do. */
export function* batchesOf(locations: readonly RowLocation[]): Generator<readonly RowLocation[]> {
  const tables = new Float64Array(locations.length)
  const places = new Float64Array(locations.length)
  for (const [index, location] of locations.entries()) {
    const [, table = '0', block = '0', item = '0'] = /^(\d+):\((\d+),(\d+)\)$/u.exec(location) ?? []
    tables[index] = Number(table)
    places[index] = Number(block) * itemsOfBlock + Number(item)
  }
  const difference = (numbers: Float64Array, a: number, b: number) => (numbers[a] ?? 0) - (numbers[b] ?? 0)
  const order = Uint32Array.from(locations.keys()).toSorted(
    (a, b) => difference(tables, a, b) || difference(places, a, b),
  )
  for (let index = 0; index < order.length; index += mostAtOnce)
    yield [...order.subarray(index, index + mostAtOnce)].flatMap((at) => locations[at] ?? [])
}

async function lockRecords(
  ctx: AdminContext,
  target: Admin,
  { locations, deleted }: { locations: readonly RowLocation[]; deleted: boolean },
): Promise<LoadedRecord[]> {
  const records = await readRecords(ctx, target, {
    where: atLocations('t', locations),
    order: locationOrder('t'),
    lock: true,
    kept: deleted ? true : [],
  })
  if (records.length !== locations.length) throw new AdminError('CONFLICT', words.changedNow)
  return records
}

/** Locks rows and writes their audit entries, whose values do not leave the database. */
async function writeDeletions(ctx: AdminContext, target: Admin, locations: readonly RowLocation[]): Promise<void> {
  const { table } = target
  const ref = rootRef(table)
  const t = sql.identifier(ref.alias)
  const parts = table.key.map(
    (column, index) => sql`${t}.${sql.identifier(column.name)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${t}.tableoid::text as oid, ${t}.ctid::text as ctid, ${labelSql(ctx, ref)} as label, ${sql.join(parts, sql`, `)} from ${fromSql(ref)} where ${atLocations(ref.alias, locations)} order by ${locationOrder(ref.alias)} for update of ${t}`,
  )
  if (rows.length !== locations.length) throw new AdminError('CONFLICT', words.changedNow)
  const entries = rows.map(({ oid, ctid, label, ...row }) => {
    const keyParts = table.key.map((_, index) => row[`k${index}`] ?? '')
    const key = keyOfRow(ctx, table, keyParts)
    return { oid: oid ?? '', ctid: ctid ?? '', key, label: rowLabel(label ?? null, table, keyParts) }
  })
  const list = (name: keyof (typeof entries)[number]) =>
    sql`${formatArrayLiteral(entries.map((entry) => entry[name]))}::text`
  await ctx.db.execute(sql`
    insert into brolly.audit_entries (actor_id, actor_label, "table", key, label, action, changes, request_id)
    select ${ctx.actor.id}::uuid, ${actorLabel(ctx.actor)}::text, ${table.path}::text, e.key, e.label, 'delete', ${deletedSql(target)}, ${ctx.requestId}::text
    from unnest(${list('oid')}::oid[], ${list('ctid')}::tid[], ${list('key')}::text[], ${list('label')}::text[]) with ordinality as e (oid, ctid, key, label, at)
      join ${fromSql(ref)} on ${t}.tableoid = e.oid and ${t}.ctid = e.ctid
    order by e.at`)
}

/** What a deleted row had: every value that was not NULL. */
function deletedSql({ table }: Admin): SQL {
  const ref = rootRef(table)
  return changesSql(table.columns, {
    when: (column) => sql`${keptSql(ref, column)} is not null`,
    values: (column) => [keptSql(ref, column), sql`null`],
  })
}
