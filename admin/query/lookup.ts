import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { isGranted, mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { mayViewColumn } from '../permissions/columns-allowed'
import { inputName } from '../schema/input-name'
import { escapeName, unescapeName } from '../schema/keys'
import type { ColumnModel, Link } from '../schema/model'
import { type LookupAnswer, mostLookupPages } from '../fields/field-meta'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { isBadValue } from '../postgres/errors'
import { distinctValues, mayOfferValues } from './distinct-values'
import { keysWhere } from './keys-where'
import { labelSql, rowLabel } from './label-sql'
import { keyOfRow } from './row-key'
import { searchWhere } from './search-where'
import { loadStatistics } from './statistics'
import { columnSql, fromSql, rootRef, valueSql } from './table-ref'
import { orderSql, totalOrder, defaultSort, type OrderTerm } from './list-sort'
import * as words from '../words/rows'

const mostOptions = 20

export interface LookupRequest {
  /** The relation's column, by its escaped SQL name. */
  column: string
  search: string
  /** Instead of a search: the row that this value of the column refers to. */
  value?: string | undefined
  /** Instead of a search: the row with this key, as in URLs. */
  key?: string | undefined
  /** 1-based; twenty rows each. Default 1. */
  page?: number
  /** Values of the foreign key's other columns, by escaped SQL name: only rows that share them are offered. */
  siblings: ReadonlyMap<string, string>
}

const cleaned = (search: string) => search.replaceAll('\0', '').slice(0, 200)

const refused = () => new AdminError('FORBIDDEN', words.mayNotSearch)

/**
 * The rows that a relation's input offers, or the values of a column that has few: at most twenty, searched by the
 * target's own search columns, under the actor's permissions.
 * @throws {AdminError} `FORBIDDEN`, whether the column is not a relation, is hidden, or has a target that may not be
 *   viewed.
 */
export async function lookup(
  ctx: AdminContext,
  admin: Admin,
  { column: name, search, value, key: row, siblings, page = 1 }: LookupRequest,
): Promise<LookupAnswer> {
  const column = admin.table.columns.find((candidate) => escapeName(candidate.name) === name)
  const link = column?.link
  await loadStatistics(ctx)
  if (column && isGranted(ctx, admin, 'view') && mayOfferValues(ctx, admin, column))
    return distinctValues(ctx, admin, { column, search: cleaned(search), page })
  const mayUse = isGranted(ctx, admin, 'view') || isGranted(ctx, admin, 'add')
  if (!column || !link || !mayUse || !mayViewColumn(ctx, admin, column) || !mayPick(ctx, link)) throw refused()
  const target = ctx.site.adminOf(link.target)
  const ref = rootRef(link.target)
  const allowed = rowsAllowed(ctx, target, { verb: 'view', alias: ref.alias })
  const conditions: SQL[] = [allowed.where]
  if (row !== undefined) conditions.push(sql`(${keysWhere(ctx, target, [row])})`)
  const found = value !== undefined || row !== undefined ? undefined : searchWhere(ctx, target, cleaned(search))
  const typed = found ? keyTyped(ctx, { column, link }, cleaned(search)) : undefined
  if (found) conditions.push(typed ? sql`(${found} or ${typed})` : sql`(${found})`)
  link.columns.forEach((other, index) => {
    const targetColumn = link.targetColumns[index]
    const given = other === column ? value : siblings.get(inputName(other.name))
    if (!targetColumn || given === undefined || given === '' || !mayViewColumn(ctx, admin, other)) return
    const parsed = targetColumn.valueType.schema(targetColumn, ctx).safeParse(given)
    conditions.push(
      parsed.success ? sql`${columnSql(ref, targetColumn)} = ${valueSql(parsed.data, targetColumn)}` : sql`false`,
    )
  })
  const keys = link.target.key.map((key, index) => sql`${columnSql(ref, key)}::text as ${sql.identifier(`k${index}`)}`)
  const values = link.targetColumns.map(
    (targetColumn, index) => sql`${columnSql(ref, targetColumn)}::text as ${sql.identifier(`v${index}`)}`,
  )
  const first: OrderTerm[] = typed ? [{ expression: typed, castType: 'bool', descending: true, nullable: false }] : []
  const order = orderSql([...first, ...totalOrder(ctx, ref, defaultSort(ctx, target))], false)
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join([...keys, ...values, sql`${labelSql(ctx, ref)} as label`], sql`, `)} from ${fromSql(ref)} where ${sql.join(conditions, sql` and `)}${order} limit ${mostOptions + 1} offset ${(page - 1) * mostOptions}`,
  )
  const own = link.columns.indexOf(column)
  return {
    more: rows.length > mostOptions,
    options: rows.slice(0, mostOptions).map((row) => {
      const key = link.target.key.map((_, index) => row[`k${index}`] ?? '')
      const others = link.columns.flatMap((other, index) =>
        other === column || !mayViewColumn(ctx, admin, other)
          ? []
          : [[inputName(other.name), row[`v${index}`] ?? ''] as const],
      )
      return {
        value: row[`v${own}`] ?? '',
        label: rowLabel(row.label ?? null, link.target, key),
        key: keyOfRow(ctx, link.target, key),
        ...(others.length > 0 ? { siblings: Object.fromEntries(others) } : {}),
      }
    }),
  }
}

/** The row whose key was typed, because some rows can only be identified by key. */
function keyTyped(
  ctx: AdminContext,
  { column, link }: { column: ColumnModel; link: Link },
  search: string,
): SQL | undefined {
  const targetColumn = link.targetColumns[link.columns.indexOf(column)]
  const typed = search.trim().replace(/^#/u, '')
  if (!targetColumn || typed === '') return undefined
  const parsed = targetColumn.valueType.schema(targetColumn, ctx).safeParse(typed)
  return parsed.success
    ? sql`${columnSql(rootRef(link.target), targetColumn)} = ${valueSql(parsed.data, targetColumn)}`
    : undefined
}

/**
 * Whether the target rows of a link can be offered: the actor may view them and the values that would be filled in, and
 * none of those is a secret. A key is part of every URL anyway.
 */
export function mayPick(ctx: AdminContext, { target, targetColumns }: Link): boolean {
  const admin = ctx.site.adminOf(target)
  return (
    mayAct(ctx, admin, 'view') &&
    targetColumns.every(
      (column) => !column.secret && (target.key.includes(column) || mayViewColumn(ctx, admin, column)),
    )
  )
}

/** The label of the row that a typed value refers to; null if the actor may not view one. */
export async function lookupLabel(ctx: AdminContext, column: ColumnModel, value: string): Promise<string | null> {
  const { link } = column
  const own = link?.columns.indexOf(column) ?? -1
  const targetColumn = link?.targetColumns[own]
  if (!link || !targetColumn || link.columns.length !== 1 || !mayPick(ctx, link)) return null
  const target = ctx.site.adminOf(link.target)
  const ref = rootRef(link.target)
  try {
    const allowed = rowsAllowed(ctx, target, { verb: 'view', alias: ref.alias })
    const parsed = targetColumn.valueType.schema(targetColumn, ctx).safeParse(value)
    if (!parsed.success) return null
    const [row] = await ctx.db.execute<{ label: string | null }>(
      sql`select ${labelSql(ctx, ref)} as label from ${fromSql(ref)} where ${columnSql(ref, targetColumn)} = ${valueSql(parsed.data, targetColumn)} and ${allowed.where} limit 1`,
    )
    return row ? rowLabel(row.label, { key: [targetColumn] }, [value]) : null
  } catch (error) {
    if ((error instanceof AdminError && error.code === 'FORBIDDEN') || isBadValue(error)) return null
    throw error
  }
}

/** The `with.<column>=` parameters of a lookup's query string. */
export function siblingsOf(parameters: Iterable<readonly [string, string]>): Map<string, string> {
  const siblings = new Map<string, string>()
  for (const [name, value] of parameters)
    if (name.startsWith('with.') && unescapeName(name.slice(5)) !== null) siblings.set(name.slice(5), value)
  return siblings
}

/**
 * The `page=` parameter of a lookup's query string.
 * @throws {AdminError} `BAD_QUERY` for anything but a number from 1 to 50.
 */
export function lookupPage(text: string | null): number {
  if (text === null) return 1
  const page = /^\d{1,3}$/u.test(text) ? Number(text) : 0
  if (page < 1 || page > mostLookupPages) throw new AdminError('BAD_QUERY', words.lookupPage(mostLookupPages))
  return page
}
