import { sql, type SQL } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formatArrayLiteral } from '../fields/array-literal'
import { asSecret } from '../fields/secret'
import type { LoadedRecord } from './load-record'
import { partsOfKey } from './row-key'
import { columnSql, keySql, rootRef } from './table-ref'

/**
 * The rows under these keys (as in URLs), as a condition on the table as `t`; at least one. It holds no rules: the caller adds
 * the actor's.
 * @throws {AdminError} `NOT_FOUND` for a key that is none of this table's.
 */
export function keysWhere(ctx: AdminContext, admin: Admin, keys: Iterable<string>): SQL {
  const ref = rootRef(admin.table)
  const conditions = [...keys].map((key) => {
    const parts = partsOfKey(ctx, admin.table, key)
    const sound = admin.table.key.every(
      (column, at) => column.valueType.schema(column, ctx).safeParse(parts[at] ?? '').success,
    )
    return sound ? sql`(${keySql(ref, parts)})` : sql`false`
  })
  return sql.join(conditions, sql` or `)
}

/** These very rows, by one parameter per key column however many they are. */
export function rowsByKey({ table }: Admin, rows: readonly Pick<LoadedRecord, 'keyParts'>[]): SQL {
  const arrays = table.key.map((column, at) => {
    const values = sql`${formatArrayLiteral(rows.map((row) => row.keyParts[at] ?? ''))}::text`
    return sql`${column.secret ? asSecret(values) : values}::text[]::${sql.raw(column.castType)}[]`
  })
  const columns = table.key.map((column) => columnSql(rootRef(table), column))
  return sql`(${sql.join(columns, sql`, `)}) in (select * from unnest(${sql.join(arrays, sql`, `)}))`
}
