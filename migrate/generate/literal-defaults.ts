import { is, SQL } from 'drizzle-orm'
import { getTableConfig, PgTable, type PgColumn } from 'drizzle-orm/pg-core'
import { CasingCache } from 'drizzle-orm/casing'
import { keyOf, quoteText } from '../files/names'
import type { Snapshot } from '../files/snapshot'

/**
 * Corrects the defaults in a snapshot so that PostgreSQL reads them as the code means them. drizzle-kit writes invalid
 * SQL for JSON with a quote, loses backslashes in arrays, and turns NaN and Infinity into NULL.
 */
export function correctDefaults(
  snapshot: Snapshot,
  { schema, casing }: { schema: Readonly<Record<string, unknown>>; casing?: 'snake_case' | 'camelCase' },
): void {
  const names = new CasingCache(casing)
  for (const table of Object.values(schema)) {
    if (!is(table, PgTable)) continue
    const { name, schema: space = 'public', columns } = getTableConfig(table)
    const stored = snapshot.tables[keyOf({ schema: space, name })]
    for (const column of columns) {
      const literal = literalOf(column)
      const target = stored?.columns[names.getColumnCasing(column)]
      if (literal !== undefined && target) target.default = literal
    }
  }
}

/** The SQL literal of a default value that drizzle-kit writes incorrectly; `undefined` for all others. */
function literalOf(column: PgColumn): string | undefined {
  const value: unknown = column.default
  if (value === undefined || value === null || is(value, SQL)) return undefined
  const type = column.getSQLType().toLowerCase()
  if (type === 'json' || type === 'jsonb') return `${quoteText(JSON.stringify(value))}::${type}`
  if (typeof value === 'number' && !Number.isFinite(value)) return quoteText(numberText(value))
  if (Array.isArray(value) && type.endsWith(']')) return quoteText(arrayText(value, type))
  return undefined
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? 'Infinity' : '-Infinity'
}

/** `{"a","b\\"c",NULL}`: every text is quoted, so that none is read as NULL or split at a comma. */
function arrayText(values: readonly unknown[], type: string): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return 'NULL'
    if (Array.isArray(value)) return arrayText(value, type)
    // As drizzle-kit writes it: a value that was correct before must not show up as a change.
    if (typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)) return String(value)
    return `"${itemText(value, type).replaceAll(/[\\"]/gu, String.raw`\$&`)}"`
  })
  return `{${items.join(',')}}`
}

function itemText(value: unknown, type: string): string {
  if (typeof value === 'number') return numberText(value)
  if (value instanceof Date) return dateText(value, type)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** As drizzle-kit writes it. */
function dateText(value: Date, type: string): string {
  const text = value.toISOString()
  if (type.startsWith('date')) return text.slice(0, 10)
  return type.startsWith('timestamp') && !type.includes('with time zone') ? text.replace('T', ' ').slice(0, 23) : text
}
