import { sql, type SQL } from 'drizzle-orm'
import { databaseFailure, isBadValue } from '../postgres/errors'
import { sqlState } from '../errors/sql-state'
import { columnsAllowed } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { LookupOption } from '../fields/field-meta'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { liveSql } from '../site/soft-delete'
import { RowsQuery, type ReadRow } from './list-rows'
import { totalOrder } from './list-sort'
import { detailsOf } from './option-details'
import { searchWhere } from './search-where'
import { columnSql, rootRef, valueSql } from './table-ref'

/** The rows of a table that a text finds. */
export interface FoundRows {
  rows: (Pick<LookupOption, 'key' | 'label' | 'detail'> & {
    /** The text is the row's key, or its whole value of a unique column. */
    exact: boolean
  })[]
  more: boolean
  /** The search took too long: only exact matches are among the rows. */
  cut: boolean
}

interface Wanted {
  text: string
  limit: number
  /** For each of the two queries, in milliseconds. */
  timeoutMs: number
}

/**
 * The rows of a table that have this text as their key or in a unique column, which indexes find; and then those that the list's
 * search finds, as far as it gets within the time. Under the actor's permissions.
 *
 * @throws {AdminError} `FORBIDDEN`
 */
export async function findRows(ctx: AdminContext, admin: Admin, wanted: Wanted): Promise<FoundRows> {
  const { limit } = wanted
  const exact = await exactRows(ctx, admin, wanted)
  const contained =
    exact.length > limit ? [] : await rowsWhere(ctx, admin, { ...wanted, where: searchWhere(ctx, admin, wanted.text) })
  const known = new Set(exact.map(({ key }) => key))
  const all = [...exact, ...(contained ?? []).filter(({ key }) => !known.has(key))]
  const rows = all.slice(0, limit)
  const details = rows.length === 0 ? new Map<string, string>() : await detailsOf(ctx, admin, rows)
  return {
    rows: rows.map(({ key, label }) => {
      const detail = details.get(key)
      return { key, label, exact: known.has(key), ...(detail ? { detail } : {}) }
    }),
    more: all.length > limit,
    cut: contained === null,
  }
}

/** "order 5138" and "#5138" are the order with the key 5138. */
function keyIn(text: string, { singular }: Admin): string {
  const words = text.trim().replace(/^#/u, '')
  const name = `${singular.toLowerCase()} `
  return words.toLowerCase().startsWith(name) ? words.slice(name.length).trim().replace(/^#/u, '') : words
}

async function exactRows(ctx: AdminContext, admin: Admin, wanted: Wanted): Promise<ReadRow[]> {
  const ref = rootRef(admin.table)
  const conditions = columnsAllowed(ctx, admin).flatMap((column): SQL[] => {
    const isKey = admin.table.key.length === 1 && admin.table.key[0] === column
    if (column.secret || !(isKey || column.unique)) return []
    const parsed = column.valueType
      .schema(column, ctx)
      .safeParse(isKey ? keyIn(wanted.text, admin) : wanted.text.trim())
    return parsed.success ? [sql`${columnSql(ref, column)} = ${valueSql(parsed.data, column)}`] : []
  })
  if (conditions.length === 0) return []
  return (await rowsWhere(ctx, admin, { ...wanted, where: sql.join(conditions, sql` or `) })) ?? []
}

/** Null if it took too long. */
async function rowsWhere(
  ctx: AdminContext,
  admin: Admin,
  { where, limit, timeoutMs }: Wanted & { where: SQL | undefined },
): Promise<ReadRow[] | null> {
  if (!where) return []
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const conditions = [allowed.where, liveSql(admin, ref.alias), sql`(${where})`]
  try {
    return await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`)
      const query = new RowsQuery({ ...ctx, db: tx }, { admin, ref, terms: totalOrder(ctx, ref, []), fields: [] })
      return query.read({
        where: sql.join(conditions, sql` and `),
        branches: [sql`true`],
        backwards: false,
        limit: limit + 1,
      })
    })
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.queryCanceled) return null
    // A text that no value of the column can be.
    if (isBadValue(error)) return []
    throw error
  }
}
