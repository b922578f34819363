import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { databaseFailure } from '../postgres/errors'
import { keySql, rootRef, tableSql } from '../query/table-ref'
import type { ColumnModel, TableModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/inlines'
import { RowFailure, type RowWrite } from './write-rows'
import { writeSql } from './write-sql'

type Exchanged = Pick<RowWrite, 'before' | 'values'>

/**
 * Frees the unique values that rows of a form exchange. Written one after the other, the first row would find its new value
 * still taken, so each row whose old value another one gets first receives a value that no row has.
 *
 * @param rows The rows that are written next. Those that exist are locked.
 * @throws {RowFailure} if a rule of the database does not allow the value in between.
 */
export async function stepAside(ctx: AdminContext, { table }: Admin, rows: readonly Exchanged[]): Promise<void> {
  for (const unique of table.uniques) {
    const spare = unique.filter((column) => !table.key.includes(column) && valueAside(column, 0) !== undefined)
    // A reference to a row that does not exist would be refused at once.
    const free = spare.find(({ link }) => !link) ?? spare[0]
    if (!free) continue
    for (const [index, row] of inTheWay(unique, rows).entries()) {
      try {
        await ctx.db.execute(updateSql(table, { row, column: free, value: valueAside(free, index) ?? null }))
      } catch (error) {
        const refusal = databaseFailure(error) ? new AdminError('INVALID', words.noExchange, { cause: error }) : error
        throw new RowFailure(rows.indexOf(row), refusal)
      }
    }
  }
}

/** The rows that give up a unique value which another row of the form gets. */
function inTheWay(unique: readonly ColumnModel[], rows: readonly Exchanged[]): Exchanged[] {
  const before = (row: Exchanged) => textOf(unique, row.before?.values ?? {})
  const after = (row: Exchanged) => textOf(unique, { ...row.before?.values, ...row.values })
  const wanted = new Set(rows.map(after))
  return rows.filter((row) => row.before !== null && before(row) !== after(row) && wanted.has(before(row)))
}

const textOf = (columns: readonly ColumnModel[], values: Readonly<Record<string, string | null>>) =>
  JSON.stringify(columns.map((column) => values[column.key] ?? null))

function updateSql(
  table: TableModel,
  { row, column, value }: { row: Exchanged; column: ColumnModel; value: string | null },
): SQL {
  const ref = rootRef(table)
  return sql`update ${tableSql(table)} as ${sql.identifier(ref.alias)} set ${sql.identifier(column.name)} = ${writeSql(column, value)} where ${keySql(ref, row.before?.keyParts ?? [])}`
}

/** NULL if the column accepts it, otherwise a value of the column's type; undefined if the type has none to spare. */
function valueAside(column: ColumnModel, index: number): string | null | undefined {
  return column.notNull ? column.valueType.aside?.(column, index) : null
}
