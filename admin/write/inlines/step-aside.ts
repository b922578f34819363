import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { databaseFailure } from '../../postgres/errors'
import { keySql, rootRef, tableSql } from '../../query/table-ref'
import type { ColumnModel, TableModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import * as words from '../../words/inlines'
import { writeSql } from '../write-sql'
import { InlineFailure } from './failure'
import type { Inline } from './inline'
import type { StagedRow } from './stage'

/**
 * Frees the unique values that rows of a form exchange. Written one after the other, the first row would find its new value
 * still taken, so each row whose old value another one gets first receives a value that no row has.
 *
 * @throws {InlineFailure} if a rule of the database does not allow the value in between.
 */
export async function stepAside(ctx: AdminContext, { admin }: Inline, rows: readonly StagedRow[]): Promise<void> {
  for (const unique of admin.table.uniques) {
    const free = unique.find((column) => !admin.table.key.includes(column) && valueAside(column, 0) !== undefined)
    if (!free) continue
    for (const [index, row] of inTheWay(unique, rows).entries()) {
      try {
        await ctx.db.execute(updateSql(admin.table, { row, column: free, value: valueAside(free, index) ?? null }))
      } catch (error) {
        const refusal = databaseFailure(error) ? new AdminError('INVALID', words.noExchange, { cause: error }) : error
        throw new InlineFailure(admin, row.prefix, refusal)
      }
    }
  }
}

/** The rows that give up a unique value which another row of the form gets. */
function inTheWay(unique: readonly ColumnModel[], rows: readonly StagedRow[]): StagedRow[] {
  const before = ({ record }: StagedRow) => textOf(unique, record?.values ?? {})
  const after = ({ record, values }: StagedRow) => textOf(unique, { ...record?.values, ...values })
  const written = rows.filter(({ action }) => action === 'change' || action === 'add')
  const wanted = new Set(written.map(after))
  return written.filter((row) => row.record !== null && before(row) !== after(row) && wanted.has(before(row)))
}

const textOf = (columns: readonly ColumnModel[], values: Readonly<Record<string, string | null>>) =>
  JSON.stringify(columns.map((column) => values[column.key] ?? null))

function updateSql(
  table: TableModel,
  { row, column, value }: { row: StagedRow; column: ColumnModel; value: string | null },
): SQL {
  const ref = rootRef(table)
  return sql`update ${tableSql(table)} as ${sql.identifier(ref.alias)} set ${sql.identifier(column.name)} = ${writeSql(column, value)} where ${keySql(ref, row.record?.keyParts ?? [])}`
}

/** NULL if the column accepts it, otherwise a value of the column's type; undefined if the type has none to spare. */
function valueAside(column: ColumnModel, index: number): string | null | undefined {
  return column.notNull ? column.valueType.aside?.(column, index) : null
}
