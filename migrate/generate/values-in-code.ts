import { is, SQL } from 'drizzle-orm'
import { CasingCache } from 'drizzle-orm/casing'
import { getTableConfig, PgTable, type PgColumn } from 'drizzle-orm/pg-core'
import postgres, { type TransactionSql } from 'postgres'
import { nameOf } from '../database/compare'
import type { Thing } from '../database/read-things'
import type { SchemaInCode } from './kit'
import { quoteText } from '../files/names'

/** A result of a migration that differs from the code. */
export interface Unlike {
  /** As shown to users: `books.title`. */
  readonly name: string
  /** `default`, `type`, `definition`, …; `presence` if it does not exist at all. */
  readonly fact: string
  /** Null if absent. */
  readonly code: string | null
  readonly migration: string | null
}

/**
 * Compares the defaults that a migration set with the values in the code, as the driver would send them. drizzle-kit's
 * statements are not used, because they would be wrong on both sides. Values and defaults that cannot be evaluated are
 * skipped.
 *
 * @param columns The columns to compare, as the migration created them.
 */
export async function unlikeValues(
  tx: TransactionSql,
  { code, columns }: { code: SchemaInCode; columns: readonly Thing[] },
): Promise<Unlike[]> {
  const values = valuesIn(code)
  const unlike: Unlike[] = []
  for (const column of columns) {
    const value = values.get(keyOf(column))
    if (value === undefined) continue
    const found = column.facts.default ?? null
    const same = await areSame(tx, { type: column.facts.type ?? '', one: found ?? 'NULL', other: quoteText(value) })
    if (same === false) unlike.push({ name: nameOf(column), fact: 'default', code: quoteText(value), migration: found })
  }
  return unlike
}

/**
 * Whether two expressions of a type have the same value.
 *
 * @returns `undefined` if they cannot be evaluated.
 */
export async function areSame(
  tx: TransactionSql,
  { type, one, other }: { type: string; one: string; other: string },
): Promise<boolean | undefined> {
  // Equal JSON may be formatted differently, and json has no equality operator.
  const as = type.replace(/^json(?=$|\[)/u, 'jsonb')
  const [left, right] = [one, other].map((expression) => `(${expression})::${type}::${as}`)
  const same = await evaluate(tx, `(${left})::text is not distinct from (${right})::text`)
  if (same !== false) return same
  // 1.0 and 1.00 are the same number. Types without an equality operator are compared as text.
  return (await evaluate(tx, `coalesce(${left} = ${right}, false)`)) ?? false
}

async function evaluate(tx: TransactionSql, expression: string): Promise<boolean | undefined> {
  try {
    const [row] = await tx.savepoint((inner) => inner.unsafe<{ same: boolean }[]>(`select ${expression} as same`))
    return row?.same
  } catch (error) {
    if (error instanceof postgres.PostgresError) return undefined
    throw error
  }
}

/** The default values as text that PostgreSQL reads, by column. */
function valuesIn({ schema, casing }: SchemaInCode): Map<string, string> {
  const names = new CasingCache(casing)
  const values = new Map<string, string>()
  for (const table of Object.values(schema)) {
    if (!is(table, PgTable)) continue
    const config = getTableConfig(table)
    for (const column of config.columns) {
      const value = driverText(column)
      const place = { schema: config.schema ?? 'public', table: config.name, name: names.getColumnCasing(column) }
      if (value !== undefined) values.set(keyOf(place), value)
    }
  }
  return values
}

/** `undefined` for anything that is not a value, or that the driver does not send as text. */
function driverText(column: PgColumn): string | undefined {
  const value: unknown = column.default
  if (value === undefined || value === null || is(value, SQL)) return undefined
  if (column.getSQLType().toLowerCase().startsWith('bytea')) return undefined
  try {
    const sent: unknown = column.mapToDriverValue(value)
    const isText = ['string', 'number', 'bigint', 'boolean'].includes(typeof sent)
    return isText ? String(sent) : undefined
  } catch {
    // A custom type need not accept its default here.
    return undefined
  }
}

function keyOf({ schema, table, name }: Pick<Thing, 'schema' | 'table' | 'name'>): string {
  return JSON.stringify([schema, table, name])
}
