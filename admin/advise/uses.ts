import { sql, type SQL } from 'drizzle-orm'
import { columnsAllowed } from '../permissions/columns-allowed'
import { listRowsSql } from '../query/list-rows'
import { defaultSort, type SortTerm } from '../query/list-sort'
import { parseListState } from '../query/list-state'
import type { Parameters } from '../site/paths'
import { searchFields, searchWhere } from '../query/search-where'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { IndexIdea } from './index-idea'

/** A use of a table, and the indexes that would support it. */
export interface Use {
  readonly kind: 'sort' | 'filter' | 'search' | 'relation' | 'observed'
  /** Its columns or, for an observed use, how often it occurred and how long it took. */
  readonly name: string
  readonly statement: SQL
  readonly ideas: readonly IndexIdea[]
}

/**
 * The uses that the declarations of a table offer: its order, its declared filters, its search, and the lists of
 * related rows.
 */
export function usesOf(ctx: AdminContext, admin: Admin): Use[] {
  return [...sortUse(ctx, admin), ...filterUses(ctx, admin), ...searchUses(ctx, admin), ...relationUses(ctx, admin)]
}

function listStatement(ctx: AdminContext, admin: Admin, parameters: Parameters): SQL {
  return listRowsSql(ctx, admin, parseListState(ctx, admin, parameters))
}

function sortUse(ctx: AdminContext, admin: Admin): Use[] {
  const sort = defaultSort(ctx, admin)
  if (sort.length === 0) return []
  const order = orderColumns(admin, sort)
  return [
    {
      kind: 'sort',
      name: sort.map(({ field, descending }) => `${descending ? '-' : ''}${field.name}`).join(','),
      statement: listStatement(ctx, admin, []),
      ideas: order ? [{ table: admin.table, columns: order, kind: 'btree' }] : [],
    },
  ]
}

/** The order followed by the key, as in `totalOrder`; undefined if it includes anything but columns of the table. */
function orderColumns(admin: Admin, sort: readonly SortTerm[]): IndexIdea['columns'] | undefined {
  const columns = sort.flatMap(({ field, descending }) =>
    field.kind === 'column' ? [{ column: field.column, descending }] : [],
  )
  if (columns.length < sort.length) return undefined
  const descending = sort.at(-1)?.descending ?? true
  const rest = admin.table.key
    .filter((column) => !columns.some((term) => term.column === column))
    .map((column) => ({ column, descending }))
  return [...columns, ...rest]
}

function filterUses(ctx: AdminContext, admin: Admin): Use[] {
  const declared: readonly (string | object)[] = admin.options.list?.filters ?? []
  const columns = columnsAllowed(ctx, admin).filter(
    (column) => declared.includes(column.key) || (column.link !== null && declared.includes(column.link.name)),
  )
  const order = orderColumns(admin, defaultSort(ctx, admin)) ?? []
  return columns.flatMap((column): Use[] => {
    const value = exampleOf(column)
    if (value === undefined || !column.type.operators.some(({ id }) => id === 'eq')) return []
    const rest = order.filter((term) => term.column !== column)
    return [
      {
        kind: 'filter',
        name: escapeName(column.name),
        statement: listStatement(ctx, admin, [[`${escapeName(column.name)}.eq`, value]]),
        ideas: [{ table: admin.table, columns: [{ column, descending: false }, ...rest], kind: 'btree' }],
      },
    ]
  })
}

/** Some value of the column's type: the planner then uses the average number of rows per value. */
function exampleOf(column: ColumnModel): string | undefined {
  return column.type.meta(column).options?.[0]?.value ?? column.valueType.example
}

function searchUses(ctx: AdminContext, admin: Admin): Use[] {
  const fields = searchFields(ctx, admin)
  if (fields.length === 0) return []
  const own = fields.flatMap(({ field, match }) => (field.kind === 'column' ? [{ column: field.column, match }] : []))
  const ideas = own.map(({ column, match }): IndexIdea => ({
    table: admin.table,
    columns: [{ column, descending: false }],
    kind: match === 'exact' ? 'btree' : 'trigram',
  }))
  return [
    {
      kind: 'search',
      name: fields.map(({ field }) => field.name).join(','),
      // A rare word, long enough for trigrams, and no limit: a list stops after a page of matches, which are hard to
      // find.
      statement: sql`select count(*) from ${fromSql(rootRef(admin.table))} where ${searchWhere(ctx, admin, 'qzxjkw') ?? sql`true`}`,
      // If a column of another table or one without an index is included, all rows are read.
      ideas: own.length === fields.length ? ideas : [],
    },
  ]
}

function relationUses({ site }: AdminContext, { table }: Admin): Use[] {
  const ref = rootRef(table)
  return table.links
    .filter((link) => !site.adminOf(link.target).system)
    .map((link) => {
      const conditions = link.columns.map(
        (column) => sql`${columnSql(ref, column)} = ${exampleOf(column) ?? '1'}::text::${sql.raw(column.castType)}`,
      )
      return {
        kind: 'relation',
        name: link.columns.map((column) => escapeName(column.name)).join(','),
        statement: sql`select 1 from ${fromSql(ref)} where ${sql.join(conditions, sql` and `)}`,
        ideas: [{ table, columns: link.columns.map((column) => ({ column, descending: false })), kind: 'btree' }],
      }
    })
}
