import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { databaseForeignKeys, type DatabaseForeignKey } from '../../postgres/foreign-keys'
import { columnSql, relationName, rootRef, valueSql } from '../../query/table-ref'
import type { LoadedRecord } from '../../query/load-record'
import type { ColumnModel, TableModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/merge'

/** A way in which rows of a table refer to a row that is merged. */
export interface MergeWay {
  child: Admin
  columns: readonly ColumnModel[]
  parentColumns: readonly ColumnModel[]
}

/**
 * Everything that refers to rows of this table: the foreign keys of the database, and relations of the schema without one.
 *
 * @throws {AdminError} `FORBIDDEN` if a table that the schema does not export refers to these rows: nothing could be
 *   recorded about its changes.
 */
export async function mergeWays(
  ctx: AdminContext,
  admin: Admin,
  records: readonly LoadedRecord[],
): Promise<MergeWay[]> {
  const { table } = admin
  const ways: MergeWay[] = []
  const [own] = await ctx.db.execute<{ oid: string }>(sql`select to_regclass(${relationName(table)})::oid::text as oid`)
  for (const key of (await databaseForeignKeys(ctx.db)).filter(({ parent }) => parent === own?.oid)) {
    const child = ctx.site.admins.find(
      (candidate) => candidate.table.name === key.childName && (candidate.table.schema ?? 'public') === key.childSchema,
    )
    const parentColumns = named(table, key.parentColumns)
    if (child) ways.push({ child, columns: named(child.table, key.columns), parentColumns })
    else await refuseOutside(ctx, { key, parentColumns, records })
  }
  for (const link of table.backlinks) {
    const child = ctx.site.adminOf(link.from)
    const isKnown = ways.some(
      (way) => way.child === child && way.columns.every((column) => link.columns.includes(column)),
    )
    if (!isKnown && child.table.kind === 'table')
      ways.push({ child, columns: link.columns, parentColumns: link.targetColumns })
  }
  return ways
}

const named = (table: TableModel, names: readonly string[]): ColumnModel[] =>
  names.flatMap((name) => table.columns.find((column) => column.name === name) ?? [])

interface Outside {
  key: DatabaseForeignKey
  parentColumns: readonly ColumnModel[]
  records: readonly LoadedRecord[]
}

async function refuseOutside(ctx: AdminContext, { key, parentColumns, records }: Outside): Promise<void> {
  const table = sql`${sql.identifier(key.childSchema)}.${sql.identifier(key.childName)}`
  for (const record of records) {
    const equal = key.columns.map((name, index) => {
      const column = parentColumns[index]
      return column ? sql`c.${sql.identifier(name)} = ${valueSql(plainValue(record, column), column)}` : sql`false`
    })
    const rows = await ctx.db.execute(sql`select 1 from ${table} c where ${sql.join(equal, sql` and `)} limit 1`)
    if (rows.length > 0) throw new AdminError('FORBIDDEN', words.outside(key.childName))
  }
}

/** A secret is masked in the values of a record, but not in its key. */
function plainValue({ values, keyParts }: LoadedRecord, column: ColumnModel): string | null {
  const at = column.table.key.indexOf(column)
  if (at !== -1) return keyParts[at] ?? null
  if (column.secret) throw new AdminError('FORBIDDEN', words.bySecret)
  return values[column.key] ?? null
}

/** The value of a row that the column of the child at this position refers to. */
export function referredValue({ parentColumns }: MergeWay, record: LoadedRecord, index: number): string | null {
  const column = parentColumns[index]
  return column ? plainValue(record, column) : null
}

/** The condition that a row of the child refers to this row; null if it cannot, because a value is NULL. */
export function referringTo(way: MergeWay, record: LoadedRecord): SQL | null {
  const ref = rootRef(way.child.table)
  const equal = way.columns.map((column, index) => {
    const value = referredValue(way, record, index)
    return value === null ? null : sql`${columnSql(ref, column)} = ${valueSql(value, column)}`
  })
  const known = equal.filter((part) => part !== null)
  return known.length < equal.length ? null : sql.join(known, sql` and `)
}

export const refersToItsTable = ({ child, parentColumns }: MergeWay): boolean =>
  parentColumns.every((column) => column.table === child.table)

/**
 * What the row that stays refers to in its own table, past the rows that go: if those refer back to it, to nothing. Otherwise
 * it would refer to itself, which few trees expect.
 */
export function referencePast(
  way: MergeWay,
  survivor: LoadedRecord,
  others: readonly LoadedRecord[],
): Record<string, string | null> {
  const passed = new Set<LoadedRecord>()
  const reference = (record: LoadedRecord) => way.columns.map((column) => record.values[column.key] ?? null)
  let at: LoadedRecord | undefined = survivor
  let found = reference(survivor)
  while (at) {
    passed.add(at)
    found = reference(at)
    at = [survivor, ...others].find((record) =>
      found.every((value, index) => value === referredValue(way, record, index)),
    )
    if (at && passed.has(at)) return Object.fromEntries(way.columns.map(({ key }) => [key, null]))
  }
  return Object.fromEntries(way.columns.map(({ key }, index) => [key, found[index] ?? null]))
}
