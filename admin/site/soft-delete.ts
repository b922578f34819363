import { sql, type SQL } from 'drizzle-orm'
import type { ColumnModel } from '../schema/model'
import type { Admin } from './site'

/** How the rows of a table are marked as deleted instead of being removed. */
export interface SoftDelete {
  column: ColumnModel
  /** The column has a boolean, not a time. */
  isFlag: boolean
  /** The column for who did it: an email, or for a uuid the id of the user. */
  by: ColumnModel | null
}

type Declared = Pick<Admin, 'table' | 'options'>

const momentTypes = new Set(['timestamp', 'timestamptz', 'date'])
const nameTypes = new Set(['text', 'varchar', 'uuid'])

/** The columns that a declaration names, whether or not they can be used. */
export function declaredSoftDelete({
  options,
}: Pick<Declared, 'options'>): { column: string; by: string | null } | null {
  const { softDelete: declared } = options
  if (declared === undefined) return null
  return typeof declared === 'string'
    ? { column: declared, by: null }
    : { column: declared.column, by: declared.by ?? null }
}

/** Whether a column can hold the mark: a time that is NULL for other rows, or a boolean. */
export const canMark = ({ baseType, dimensions, notNull, generated }: ColumnModel): boolean =>
  dimensions === 0 && !generated && (baseType === 'bool' || (momentTypes.has(baseType) && !notNull))

/** Whether a column can hold who marked a row. */
export const canName = ({ baseType, dimensions, notNull, generated }: ColumnModel): boolean =>
  dimensions === 0 && !generated && !notNull && nameTypes.has(baseType)

const known = new WeakMap<object, SoftDelete | null>()

/** Null for a table whose rows are removed. `check` refuses a declaration that cannot be used. */
export function softDelete(admin: Declared): SoftDelete | null {
  const cached = known.get(admin)
  if (cached !== undefined) return cached
  const found = resolved(admin)
  known.set(admin, found)
  return found
}

function resolved(admin: Declared): SoftDelete | null {
  const declared = declaredSoftDelete(admin)
  const named = (key: string | null) => admin.table.columns.find((column) => column.key === key) ?? null
  const column = declared && named(declared.column)
  const by = named(declared?.by ?? null)
  if (!column || !canMark(column)) return null
  return { column, isFlag: column.baseType === 'bool', by: by && canName(by) ? by : null }
}

/** The condition for the rows that are not marked as deleted. */
export function liveSql(admin: Declared, alias: string): SQL {
  const soft = softDelete(admin)
  if (!soft) return sql`true`
  const column = sql`${sql.identifier(alias)}.${sql.identifier(soft.column.name)}`
  return soft.isFlag ? sql`${column} is not true` : sql`${column} is null`
}

/** Whether a row is marked as deleted. */
export function isMarked(admin: Declared, values: Readonly<Record<string, string | null>>): boolean {
  const soft = softDelete(admin)
  if (!soft) return false
  const value = values[soft.column.key] ?? null
  return soft.isFlag ? value === 'true' || value === 't' : value !== null
}

/** That condition for a list; none if the mark itself is among the columns that it is filtered by. */
export function liveUnless(admin: Declared, alias: string, filtered: readonly (ColumnModel | null)[]): SQL[] {
  const soft = softDelete(admin)
  return soft === null || filtered.includes(soft.column) ? [] : [liveSql(admin, alias)]
}
