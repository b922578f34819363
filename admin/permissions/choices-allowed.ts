import { aliasedTable, is, SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { byName } from '../schema/by-name'
import type { ColumnModel, Link } from '../schema/model'
import type { RelationOptions } from '../site/field-options'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

type Values = Readonly<Record<string, string | null>>

/** The rows that a declared `where` allows for a relation. */
export interface Choices {
  where: SQL
  /** The form's values that it was computed from, by property. If one changes, the choices may change too. */
  reads: ReadonlySet<string>
}

/** Options of fields by name, as declared for an inline. */
export type FieldLimits = Readonly<Record<string, RelationOptions<PgTable, string, PgTable>>>

interface ChoiceInput {
  link: Link
  /** The stored row; null while it is being added. */
  record: Values | null
  /** The values in the form now, by property. */
  values: Values
  /** The name under which the query reads the target table. */
  alias: string
  /** Further limits, of the inline that the row is in. */
  limits?: FieldLimits | undefined
}

/**
 * The rows that may be chosen for a relation of this form; null if its options are not limited. Like a rule, a `where`
 * that throws or answers anything but true, false or a condition allows nothing.
 */
export function choicesAllowed(
  ctx: Pick<AdminContext, 'actor'>,
  admin: Admin,
  { link, record, values, alias, limits }: ChoiceInput,
): Choices | null {
  const wheres = declaredWheres(admin, link, limits)
  if (wheres.length === 0) return null
  const reads = new Set<string>()
  const all = byName(admin.table.columns.map(({ key }) => [key, values[key] ?? null]))
  const conditions = wheres.map((where) =>
    conditionOf(ctx, admin, { where, link, record, alias, values: watched(all, reads) }),
  )
  return { where: sql.join(conditions, sql` and `), reads }
}

/**
 * The choices if they depend on neither the row nor the form, for a filter, which has none; null if they do, or if the
 * options are not limited.
 */
export function fixedChoices(
  ctx: Pick<AdminContext, 'actor'>,
  admin: Admin,
  { link, alias }: Pick<ChoiceInput, 'link' | 'alias'>,
): Choices | null {
  const [where] = declaredWheres(admin, link)
  if (!where) return null
  const reads = new Set<string>()
  const none = watched(byName(admin.table.columns.map(({ key }) => [key, null])), reads)
  conditionOf(ctx, admin, { where, link, record: none, alias, values: none })
  const choices = { where: conditionOf(ctx, admin, { where, link, record: null, alias, values: none }), reads }
  return reads.size === 0 ? choices : null
}

/** Whether a declaration limits the options of a relation. */
export const isLimited = (admin: Admin, link: Link, limits?: FieldLimits): boolean =>
  declaredWheres(admin, link, limits).length > 0

type Where = NonNullable<RelationOptions<PgTable, string, PgTable>['where']>

/** The limit of the table's own form, and that of an inline. */
function declaredWheres(admin: Admin, link: Link, limits?: FieldLimits): Where[] {
  return [admin.options.form?.fields, limits].flatMap((fields) => {
    const found = Object.entries(fields ?? {}).find(([name]) => fieldColumn(admin.table.columns, name)?.link === link)
    return (found?.[1].where as Where | undefined) ?? []
  })
}

/** The column that a field is declared for, by property or by the name of its link. */
const fieldColumn = (columns: readonly ColumnModel[], name: string) =>
  columns.find(({ key }) => key === name) ?? columns.find(({ link }) => link?.name === name)

function conditionOf(
  { actor }: Pick<AdminContext, 'actor'>,
  admin: Admin,
  { where, link, record, values, alias }: ChoiceInput & { where: Where },
): SQL {
  let allowed: unknown
  try {
    allowed = where({ actor, record, values }, aliasedTable(link.target.source as PgTable, alias))
  } catch (error) {
    console.error(`brolly: the options of ${link.name} in ${admin.path} threw an error. None are offered.`, error)
    return sql`false`
  }
  if (allowed === true) return sql`true`
  // In parentheses: an OR inside must not affect the conditions next to it.
  if (is(allowed, SQL)) return sql`(${allowed})`
  if (allowed !== false)
    console.error(
      `brolly: the options of ${link.name} in ${admin.path} are ${typeof allowed}; 'where' must return true, false or a condition. None are offered.`,
    )
  return sql`false`
}

/** The same values. The name of each one that is read is added to `reads`. */
export function watched(values: Record<string, string | null>, reads: Set<string>): Values {
  const note = (name: string | symbol) => {
    if (typeof name === 'string' && Object.hasOwn(values, name)) reads.add(name)
  }
  return new Proxy(values, {
    get: (target, name) => {
      note(name)
      return Reflect.get(target, name) as unknown
    },
    has: (target, name) => {
      note(name)
      return Reflect.has(target, name)
    },
    getOwnPropertyDescriptor: (target, name) => {
      note(name)
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
  })
}
