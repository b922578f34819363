import { is, SQL, type Column } from 'drizzle-orm'
import { toCamelCase, toSnakeCase } from 'drizzle-orm/casing'
import {
  type IndexedColumn,
  PgArray,
  PgCustomColumn,
  PgDialect,
  PgEnumColumn,
  PgEnumObjectColumn,
  type PgColumn,
} from 'drizzle-orm/pg-core'
import type { ColumnFacts, DefaultKind } from './model'
import { isSecret } from './secrets'
import { parseSqlType, type SqlType } from './sql-type'

export type Casing = 'snake_case' | 'camelCase' | undefined

/** A column's name in PostgreSQL: as declared, or else its property in the site's casing. */
export function sqlName(column: Pick<Column, 'name' | 'keyAsName'> | IndexedColumn, casing: Casing): string {
  if (!column.keyAsName || !casing) return column.name ?? ''
  return casing === 'snake_case' ? toSnakeCase(column.name ?? '') : toCamelCase(column.name ?? '')
}

const longWords =
  /(^|_)(description|body|content|contents|text|notes?|comments?|message|bio|biography|summary|details?|markdown|html|excerpt|abstract|instructions|prompt|remarks?|payload|readme|transcript|query|script|definition)$/u

/** The facts that a Drizzle column contains, before the table's constraints add to them. */
export function readColumn(key: string, column: PgColumn, context: { table: string; casing: Casing }): ColumnFacts {
  const name = sqlName(column, context.casing)
  const { element, dimensions } = elementOf(column)
  const domain = domainOf(element)
  const type = typeOf(element, dimensions)
  const identity = column.generatedIdentity?.type
  const serial = /serial/u.test(element.getSQLType())
  const snake = name.replace(/([a-z0-9])([A-Z])/gu, '$1_$2').toLowerCase()
  return {
    key,
    name,
    ...type,
    ...(domain?.values && dimensions === 0 ? { comparedAs: type.castType } : {}),
    enumValues: domain?.values ?? (element.enumValues?.length ? element.enumValues : null),
    // The rules of a domain apply to its value, not to an array as a whole.
    notNull: column.notNull || (dimensions === 0 && domain?.required === true),
    ...defaultOf(column, dimensions === 0 ? domain?.default : undefined),
    generated: column.generated !== undefined,
    sequence: identity ? (identity === 'always' ? 'identity always' : 'identity by default') : serial ? 'serial' : null,
    onUpdate: column.onUpdateFn !== undefined,
    primaryKey: column.primary,
    unique: column.isUnique || column.primary,
    custom: dimensions === 0 && isConverted(column),
    secret: isSecret({ name, baseType: type.baseType, table: context.table }),
    mask: null,
    format: null,
    choices: null,
    long: type.baseType === 'text' && dimensions === 0 && longWords.test(snake),
    column,
  }
}

/** The facts of a column of which only the name and the type are known. */
export const bareFacts = {
  defaultKind: 'none',
  defaultText: null,
  generated: false,
  sequence: null,
  onUpdate: false,
  primaryKey: false,
  unique: false,
  custom: false,
  secret: false,
  mask: null,
  long: false,
  format: null,
  choices: null,
  column: null,
} as const satisfies Partial<ColumnFacts>

/** The facts of a view's computed column. Only its name is known, so it is shown as text. */
export function readExpression(key: string, name: string): ColumnFacts {
  return {
    key,
    name,
    ...parseSqlType('unknown'),
    castType: 'text',
    enumValues: null,
    notNull: false,
    ...bareFacts,
    secret: isSecret({ name, baseType: 'text', table: '' }),
  }
}

function elementOf(column: PgColumn): { element: PgColumn; dimensions: number } {
  let element: PgColumn = column
  let dimensions = 0
  while (is(element, PgArray)) {
    dimensions += 1
    // The base column of a PgArray is a PgColumn, although its declared type is the wider Column.
    element = element.baseColumn as PgColumn
  }
  return { element, dimensions }
}

function typeOf(element: PgColumn, dimensions: number): SqlType {
  if (is(element, PgEnumColumn) || is(element, PgEnumObjectColumn)) {
    const { enumName, schema } = element.enum
    const quoted = [schema, enumName]
      .filter((part) => part !== undefined)
      .map(quoteName)
      .join('.')
    const castType = quoted + (dimensions > 0 ? '[]' : '')
    return { baseType: 'enum', castType, dimensions, length: null, precision: null, scale: null }
  }
  const own = parseSqlType(element.getSQLType())
  const domain = domainOf(element)
  const below = domain ? parseSqlType(domain.base) : own
  const parsed = domain?.values ? { ...below, baseType: 'enum' } : below
  if (dimensions === 0) return parsed
  return {
    ...parsed,
    dimensions: dimensions + parsed.dimensions,
    // An array of a domain can only be compared with the same type.
    castType: `${own.castType.replace(/(\[\])+$/u, '')}[]`,
  }
}

interface Domain {
  base: string
  values: string[] | null
  required: boolean
  default: string | undefined
}

/** What the column of a domain says about it: `inspectdb` writes `caption('title', { base: 'varchar(50)' })`. */
function domainOf(element: PgColumn): Domain | null {
  if (!is(element, PgCustomColumn)) return null
  const { config }: Record<string, unknown> = { ...element }
  const options: unknown = isRecord(config) ? config.fieldConfig : null
  if (!isRecord(options) || typeof options.base !== 'string') return null
  return {
    base: options.base,
    values: Array.isArray(options.values) ? options.values.filter((value) => typeof value === 'string') : null,
    required: options.required === true,
    default: typeof options.default === 'string' ? options.default : undefined,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Quotes an identifier for SQL that is built without Drizzle. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * A custom type whose JavaScript value differs from its SQL value. Drizzle stores the two conversions in private
 * members.
 */
function isConverted(column: PgColumn): boolean {
  if (!is(column, PgCustomColumn)) return false
  const members: Record<string, unknown> = { ...column }
  return typeof members.mapTo === 'function' || typeof members.mapFrom === 'function'
}

const dialect = new PgDialect()

function defaultOf(column: PgColumn, ofDomain?: string): { defaultKind: DefaultKind; defaultText: string | null } {
  const value: unknown = column.default
  if (column.generatedIdentity) return { defaultKind: 'sql', defaultText: null }
  if (is(value, SQL)) return { defaultKind: 'sql', defaultText: sqlText(value) }
  if (value !== undefined) return { defaultKind: 'literal', defaultText: literalText(value) }
  if (column.defaultFn) return { defaultKind: 'function', defaultText: null }
  if (column.hasDefault && !column.onUpdateFn) return { defaultKind: 'sql', defaultText: null }
  if (ofDomain !== undefined && !column.onUpdateFn) return { defaultKind: 'sql', defaultText: ofDomain }
  return column.onUpdateFn ? { defaultKind: 'function', defaultText: null } : { defaultKind: 'none', defaultText: null }
}

function sqlText(value: SQL): string | null {
  try {
    return dialect.sqlToQuery(value).sql
  } catch {
    return null
  }
}

function literalText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return value.toISOString()
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) ?? ''
}
