import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { AdminError } from '../errors'
import { dots } from '../fields/mask'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { manyNamed, manyOf, type JoinedWay, type ManyRelation } from '../site/many'
import { labelSql, linkedLabelSql, linkedSql, rowLabel } from './label-sql'
import { keysWhere } from './keys-where'
import { linkKeySql } from './linked-key'
import { keyOfRow } from './row-key'
import { columnSql, fromSql, rootRef, valueSql, type TableRef } from './table-ref'
import { isSeen, seesThrough } from './ways-seen'

/** Whether the actor may view the join table, its columns on both sides, and rows of the other side. */
export function maySeeMany(ctx: AdminContext, admin: Admin, { way }: ManyRelation): boolean {
  return isSeen(ctx, admin, way) && seesThrough(ctx, way)
}

/** The many-to-many relations that exist for this actor. */
export function manySeen(ctx: AdminContext, admin: Admin): ManyRelation[] {
  return manyOf(ctx.site, admin).filter((many) => maySeeMany(ctx, admin, many))
}

/** The relation that a declaration refers to, if it exists for this actor. */
export function manySeenAs(ctx: AdminContext, admin: Admin, name: string): ManyRelation | undefined {
  const many = manyNamed(ctx.site, admin, name)
  return many && maySeeMany(ctx, admin, many) ? many : undefined
}

/** The join table in a query, beside the table itself. */
export const joinRef = (ref: TableRef, { way }: Pick<ManyRelation, 'way'>): TableRef => ({
  table: way.child.table,
  alias: `${ref.alias}j`,
})

/**
 * The condition for the rows of the join table that belong to a row of `ref` and that the actor may view, along with the
 * row on the other side.
 */
export function joinedWhere(ctx: AdminContext, ref: TableRef, many: ManyRelation): SQL {
  const parent = many.way.parentColumns.map((column) => columnSql(ref, column))
  return joinedTo(ctx, joinRef(ref, many), { way: many.way, parent })
}

function joinedTo(ctx: AdminContext, join: TableRef, { way, parent }: { way: JoinedWay; parent: SQL[] }): SQL {
  const { where } = rowsAllowed(ctx, way.child, { verb: 'view', alias: join.alias })
  const equal = way.columns.map((column, index) => sql`${columnSql(join, column)} = ${parent[index] ?? sql`null`}`)
  // An actor who may not view the row on the other side must not learn that there is one.
  const other = linkedSql(ctx, { ref: join, link: way.join.other }, sql`true`)
  return sql.join([...equal, where, sql`${other}`], sql` and `)
}

/** By position, or else in the order of the join table's key, which an index has. */
function joinOrder(join: TableRef, { way, position }: ManyRelation): SQL {
  const columns = [...(position ? [position] : []), ...way.child.table.key]
  return sql.join(
    columns.map((column) => columnSql(join, column)),
    sql`, `,
  )
}

/** A list counts up to this many related rows of each row, and names the first few. */
export const manyCountLimit = 100
const named = 3
/** In an export. */
const mostExported = 1000

const number = (value: number) => sql.raw(String(value))

/** For a list's cell: `[count, [[label, key], …]]` as JSON, read by `manyCell`. */
export function manyCellSql(ctx: AdminContext, ref: TableRef, many: ManyRelation): SQL {
  const join = joinRef(ref, many)
  const linked = { ref: join, link: many.way.join.other }
  const from = sql`from ${fromSql(join)} where ${joinedWhere(ctx, ref, many)}`
  return sql`json_build_array((select count(*) from (select 1 ${from} limit ${number(manyCountLimit + 1)}) n), (select json_agg(json_build_array(s.label, s.key)) from (select ${linkedLabelSql(ctx, linked)} as label, ${linkKeySql(ctx, linked)} as key ${from} order by ${joinOrder(join, many)} limit ${number(named)}) s))::text`
}

/** The labels as one text, for an export. */
export function manyTextSql(ctx: AdminContext, ref: TableRef, many: ManyRelation): SQL {
  const join = joinRef(ref, many)
  const linked = { ref: join, link: many.way.join.other }
  return sql`(select string_agg(coalesce(nullif(s.label, ''), ${shownKeySql(many)}), ', ') from (select ${linkedLabelSql(ctx, linked)} as label, ${linkKeySql(ctx, linked)} as key from ${fromSql(join)} where ${joinedWhere(ctx, ref, many)} order by ${joinOrder(join, many)} limit ${number(mostExported)}) s)`
}

/** The key of a row without a name, as `rowLabel` shows it; a key with a secret part is masked. */
function shownKeySql({ way }: ManyRelation): SQL {
  if (way.join.other.target.key.some(({ secret }) => secret)) return sql`${`#${dots}`}::text`
  return sql`'#' || (select string_agg(part, ', ') from json_array_elements_text(s.key::json) part)`
}

/** A row on the other side. */
export interface OtherRow {
  key: string
  label: string
}

const cellJson = z.tuple([z.number(), z.array(z.tuple([z.string(), z.string()])).nullable()])
const keyParts = z.array(z.string())

/** The contents of a list's cell. */
export function manyCell(ctx: AdminContext, { way }: ManyRelation, json: string): { count: number; rows: OtherRow[] } {
  const [count, rows] = cellJson.parse(JSON.parse(json))
  const { target } = way.join.other
  return { count, rows: (rows ?? []).map(([label, key]) => otherRow(ctx, target, { label, key })) }
}

function otherRow(
  ctx: AdminContext,
  target: Admin['table'],
  { label, key }: { label: string | null; key: string | null },
): OtherRow {
  const parts = key === null ? [] : keyParts.parse(JSON.parse(key))
  return { key: keyOfRow(ctx, target, parts), label: rowLabel(label, target, parts) }
}

export interface JoinedRow extends OtherRow {
  /** The key of the row in the join table. */
  joinKey: string
  joinParts: readonly string[]
  /** Whether the actor may delete the row of the join table. */
  removable: boolean
}

interface Wanted {
  /** The record's values in the columns that the join table refers to. */
  values: readonly string[]
  limit: number
  /** Only the rows on the other side with these keys. */
  keys?: readonly string[]
}

/** The related rows of one record, by position or key. */
export async function readJoined(
  ctx: AdminContext,
  many: ManyRelation,
  { values, limit, keys }: Wanted,
): Promise<JoinedRow[]> {
  const { way } = many
  const { other } = way.join
  const join = rootRef(way.child.table)
  const linked = { ref: join, link: other }
  const parent = way.parentColumns.map((column, index) => valueSql(values[index] ?? null, column))
  const others = keys === undefined ? [] : [otherKeys(ctx, many, { join, keys })]
  const own = way.child.table.key.map(
    (key, index) => sql`${columnSql(join, key)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join([...own, sql`${linkedLabelSql(ctx, linked)} as label`, sql`${linkKeySql(ctx, linked)} as key`, sql`(${deletable(ctx, way, join)})::text as removable`], sql`, `)} from ${fromSql(join)} where ${sql.join([joinedTo(ctx, join, { way, parent }), ...others], sql` and `)} order by ${joinOrder(join, many)} limit ${limit}`,
  )
  return rows.map((row) => {
    const joinParts = way.child.table.key.map((_, index) => row[`k${index}`] ?? '')
    return {
      ...otherRow(ctx, other.target, { label: row.label ?? null, key: row.key ?? null }),
      joinKey: keyOfRow(ctx, way.child.table, joinParts),
      joinParts,
      removable: row.removable === 'true',
    }
  })
}

function deletable(ctx: AdminContext, { child }: JoinedWay, { alias }: TableRef): SQL {
  return mayAct(ctx, child, 'delete') ? rowsAllowed(ctx, child, { verb: 'delete', alias }).where : sql`false`
}

/** The condition that a row of the join table refers to one of these rows. */
function otherKeys(
  ctx: AdminContext,
  { way }: ManyRelation,
  { join, keys }: { join: TableRef; keys: readonly string[] },
) {
  const { other, otherAdmin } = way.join
  const target = rootRef(other.target)
  if (keys.length === 0) return sql`false`
  const columns = other.columns.map((column) => columnSql(join, column))
  const targets = other.targetColumns.map((column) => sql`${sql.identifier('o')}.${sql.identifier(column.name)}`)
  return sql`(${sql.join(columns, sql`, `)}) in (select ${sql.join(targets, sql`, `)} from (select * from ${fromSql(target)} where ${keysWhere(ctx, otherAdmin, keys)}) o)`
}

/** A row on the other side that can be chosen, with its values in the columns that the join table refers to. */
export interface FoundRow extends OtherRow {
  values: readonly string[]
}

/** The rows on the other side with these keys, as far as the actor may view them. Invalid keys are left out. */
export async function readOthers(
  ctx: AdminContext,
  { way }: ManyRelation,
  keys: readonly string[],
): Promise<FoundRow[]> {
  const { other, otherAdmin } = way.join
  const ref = rootRef(other.target)
  const sound = keys.filter((key) => isKey(ctx, otherAdmin, key))
  if (sound.length === 0) return []
  const { where } = rowsAllowed(ctx, otherAdmin, { verb: 'view', alias: ref.alias })
  const key = other.target.key.map(
    (column, index) => sql`${columnSql(ref, column)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const values = other.targetColumns.map(
    (column, index) => sql`${columnSql(ref, column)}::text as ${sql.identifier(`v${index}`)}`,
  )
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join([...key, ...values, sql`${labelSql(ctx, ref)} as label`], sql`, `)} from ${fromSql(ref)} where (${keysWhere(ctx, otherAdmin, sound)}) and ${where}`,
  )
  return rows.map((row) => {
    const parts = other.target.key.map((_, index) => row[`k${index}`] ?? '')
    return {
      key: keyOfRow(ctx, other.target, parts),
      label: rowLabel(row.label ?? null, other.target, parts),
      values: other.targetColumns.map((_, index) => row[`v${index}`] ?? ''),
    }
  })
}

function isKey(ctx: AdminContext, admin: Admin, key: string): boolean {
  try {
    keysWhere(ctx, admin, [key])
    return true
  } catch (error) {
    if (error instanceof AdminError && error.code === 'NOT_FOUND') return false
    throw error
  }
}
