import { sql, type SQL } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formatArrayLiteral } from '../fields/array-literal'
import { asSecret } from '../fields/secret'
import type { LoadedRecord } from './load-record'
import { isSoundKey, partsOfKey } from './row-key'
import { columnSql, keySql, rootRef } from './table-ref'

/**
 * The condition for the rows with these keys (as in URLs), of which there is at least one, on the table as `t`. It does
 * not include the actor's permissions; the caller adds them.
 * @throws {AdminError} `NOT_FOUND` for an invalid key.
 */
export const keysWhere = (ctx: AdminContext, admin: Admin, keys: Iterable<string>): SQL =>
  whereEach(ctx, admin, { keys, condition: (parts) => keySql(rootRef(admin.table), parts) })

/**
 * The same for keys that can only come from a page: another spelling of a value, such as 01 for 1, is no row.
 * @throws {AdminError} `NOT_FOUND` for an invalid key.
 */
export const exactKeysWhere = (ctx: AdminContext, admin: Admin, keys: Iterable<string>): SQL =>
  whereEach(ctx, admin, {
    keys,
    condition: (parts) => {
      const ref = rootRef(admin.table)
      const spelled = admin.table.key.map((column, index) => {
        const part = sql`${parts[index] ?? ''}::text`
        return sql`${columnSql(ref, column)}::text = ${column.secret ? asSecret(part) : part}`
      })
      return sql.join([keySql(ref, parts), ...spelled], sql` and `)
    },
  })

function whereEach(
  ctx: AdminContext,
  { table }: Admin,
  { keys, condition }: { keys: Iterable<string>; condition: (parts: readonly string[]) => SQL },
): SQL {
  const conditions = [...keys].map((key) => {
    const parts = partsOfKey(ctx, table, key)
    return isSoundKey(ctx, table, parts) ? sql`(${condition(parts)})` : sql`false`
  })
  return sql.join(conditions, sql` or `)
}

/** Exactly these rows, with one parameter per key column however many rows there are. */
export function rowsByKey({ table }: Admin, rows: readonly Pick<LoadedRecord, 'keyParts'>[]): SQL {
  const arrays = table.key.map((column, index) => {
    const values = sql`${formatArrayLiteral(rows.map((row) => row.keyParts[index] ?? ''))}::text`
    return sql`${column.secret ? asSecret(values) : values}::text[]::${sql.raw(column.castType)}[]`
  })
  const columns = table.key.map((column) => columnSql(rootRef(table), column))
  return sql`(${sql.join(columns, sql`, `)}) in (select * from unnest(${sql.join(arrays, sql`, `)}))`
}
