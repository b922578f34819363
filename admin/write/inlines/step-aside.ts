import { sql } from 'drizzle-orm'
import { keySql, rootRef, tableSql } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import { writeSql } from '../write-sql'
import type { Inline } from './inline'
import type { StagedRow } from './stage'

/**
 * Two rows of a form that exchange a unique value cannot be written one after the other: the first one would still find the
 * value taken. Such rows give theirs up before, for a value that no row has.
 *
 * @returns The rows that were touched by it.
 */
export async function stepAside(
  ctx: AdminContext,
  { admin }: Inline,
  rows: readonly StagedRow[],
): Promise<ReadonlySet<StagedRow>> {
  const moved = new Set<StagedRow>()
  const changing = rows.filter(({ action }) => action === 'change')
  for (const unique of admin.table.uniques) {
    const free = unique.find((column) => !admin.table.key.includes(column) && valueAside(column, 0) !== undefined)
    if (!free) continue
    const text = (values: Readonly<Record<string, string | null>>) =>
      JSON.stringify(unique.map((column) => values[column.key] ?? null))
    const wanted = new Set(
      rows
        .filter(({ action }) => action === 'change' || action === 'add')
        .map(({ record, values }) => text({ ...record?.values, ...values })),
    )
    const inTheWay = changing.filter(
      ({ record, values }) =>
        record !== null &&
        text(record.values) !== text({ ...record.values, ...values }) &&
        wanted.has(text(record.values)),
    )
    for (const [index, row] of inTheWay.entries()) {
      if (!row.record) continue
      const ref = rootRef(admin.table)
      const aside = writeSql(free, valueAside(free, index) ?? null)
      await ctx.db.execute(
        sql`update ${tableSql(admin.table)} as ${sql.identifier(ref.alias)} set ${sql.identifier(free.name)} = ${aside} where ${keySql(ref, row.record.keyParts)}`,
      )
      moved.add(row)
    }
  }
  return moved
}

/** Null where the column takes it, else whatever its type has for it; undefined where there is no such value. */
function valueAside(column: ColumnModel, index: number): string | null | undefined {
  return column.notNull ? column.valueType.aside?.(column, index) : null
}
