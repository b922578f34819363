import { sql, type SQL } from 'drizzle-orm'
import { columnsAllowed } from '../permissions/columns-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { columnField, fieldSql, findField, isSortable, type ListField } from './list-field'
import type { TableRef } from './table-ref'

export interface SortTerm {
  field: ListField
  descending: boolean
}

/** The declared order, or else newest first if an index supports it, or else by descending key. */
export function defaultSort(ctx: AdminContext, admin: Admin): readonly SortTerm[] {
  const declared = admin.options.list?.sort
  if (declared) return declared.map((part) => term(ctx, admin, part)).filter((part) => part !== null)
  const columns = columnsAllowed(ctx, admin)
  const created = columns.find((column) => isCreationTime(column) && admin.table.indexed.has(column.name))
  if (created && !admin.table.key.some((column) => column.sequence))
    return [{ field: columnField(created), descending: true }]
  if (admin.table.key.length > 0) return []
  const first = columns.find((column) => !column.type.heavy && column.valueType.sortable && !column.secret)
  return first ? [{ field: columnField(first), descending: false }] : []
}

function term(ctx: AdminContext, admin: Admin, part: string): SortTerm | null {
  const descending = part.startsWith('-')
  const field = findField(ctx, admin, descending ? part.slice(1) : part)
  return field && isSortable(field) ? { field, descending } : null
}

/** Whether a column holds the creation time of its row. */
export function isCreationTime(column: ColumnModel): boolean {
  return column.type.moment && /^(created|inserted|added)(_|[A-Z]|at|on)/iu.test(column.name)
}

/** One expression of a total order. */
export interface OrderTerm {
  expression: SQL
  castType: string
  descending: boolean
  nullable: boolean
  /** A secret part of the key, whose values are sealed in a cursor. */
  secret?: ColumnModel
}

/**
 * Makes the list's order total: the sort terms, then the key in the direction of the last term, so that an index on
 * (created_at, id) supports it. Without any term it is the key in descending order.
 */
export function totalOrder(ctx: AdminContext, ref: TableRef, sort: readonly SortTerm[]): OrderTerm[] {
  const terms = sort.map(({ field, descending }): OrderTerm => ({
    expression: fieldSql(ctx, ref, field),
    castType: field.kind === 'column' || field.kind === 'path' ? field.column.castType : '',
    descending,
    nullable: field.kind !== 'column' || !field.column.notNull,
  }))
  const sorted = new Set(sort.map(({ field }) => (field.kind === 'column' ? field.column : null)))
  const descending = terms.at(-1)?.descending ?? true
  const rest = ref.table.key
    .filter((column) => !sorted.has(column))
    .map((column): OrderTerm => ({
      expression: fieldSql(ctx, ref, columnField(column)),
      castType: column.castType,
      descending,
      nullable: false,
      ...(column.secret ? { secret: column } : {}),
    }))
  return [...terms, ...rest]
}

/**
 * ORDER BY, forwards or backwards. NULLs are where PostgreSQL's own indexes have them: last ascending, first
 * descending.
 */
export function orderSql(terms: readonly OrderTerm[], backwards: boolean): SQL {
  const parts = terms.map((part) =>
    part.descending === backwards ? sql`${part.expression}` : sql`${part.expression} desc`,
  )
  return parts.length === 0 ? sql`` : sql` order by ${sql.join(parts, sql`, `)}`
}

/** Whether the values of an order can be encoded in a cursor. */
export function hasCursor(terms: readonly OrderTerm[], ref: TableRef): boolean {
  return ref.table.key.length > 0 && terms.every((part) => part.castType !== '')
}
