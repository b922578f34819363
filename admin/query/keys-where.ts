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
export function keysWhere(ctx: AdminContext, admin: Admin, keys: Iterable<string>): SQL {
  const ref = rootRef(admin.table)
  const conditions = [...keys].map((key) => {
    const parts = partsOfKey(ctx, admin.table, key)
    return isSoundKey(ctx, admin.table, parts) ? sql`(${keySql(ref, parts)})` : sql`false`
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
