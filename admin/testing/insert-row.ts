import { randomUUID } from 'node:crypto'
import type { InferInsertModel, InferSelectModel, SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { ColumnModel, TableModel } from '../schema/model'
import type { FieldKind } from '../fields/field-meta'
import type { Database } from '../postgres/database'
import type { Site } from '../site/site'
import { databaseErrorOf } from '../postgres/typed-errors'
import { writeSql } from '../write/write-sql'

/**
 * Adds a row with these values. Missing required values are invented: a text from the column's name and a number, the
 * first of a list of values, a row for a required reference. Nothing is checked or audited.
 *
 * @returns The row, as Drizzle reads it.
 */
export type Insert = <Table extends PgTable>(
  table: Table,
  values?: Partial<InferInsertModel<Table>>,
) => Promise<InferSelectModel<Table>>

type Values = Record<string, unknown>

/** Increases with every row, so that unique values differ. */
let count = 0

/** Implements `insert` for tests in this database. */
export function insertInto(db: Database, site: Site): Insert {
  // Drizzle returns a row of this table, but the erased type does not show that.
  return (async (table: PgTable, values: Values = {}) => insertRow({ db, site, above: [] }, table, values)) as Insert
}

interface Inserting {
  db: Database
  site: Site
  /** The tables whose rows wait for this one. */
  above: readonly TableModel[]
}

async function insertRow(inserting: Inserting, table: PgTable, values: Values): Promise<Values> {
  const model = inserting.site.schema.bySource(table)
  if (!model) throw new Error('insert was given a table that db/schema.ts does not export.')
  count++
  const missing = model.columns.filter((column) => isMissing(column, values))
  const linked = await linkedValues(inserting, { model, missing, values })
  const made = Object.fromEntries(
    missing.filter(({ key }) => !(key in linked)).map((column) => [column.key, madeValue(column, count)]),
  )
  try {
    const [row] = await inserting.db
      .insert(table)
      .values({ ...made, ...linked, ...values })
      .returning()
    if (!row) throw new Error(`The database did not accept the row of ${model.path}.`)
    return row
  } catch (error) {
    throw refused(error, { model, made: [...Object.keys(made), ...Object.keys(linked)] })
  }
}

function isMissing({ key, notNull, defaultKind, generated, sequence, onUpdate }: ColumnModel, values: Values): boolean {
  return notNull && defaultKind === 'none' && !generated && sequence === null && !onUpdate && values[key] === undefined
}

interface Missing {
  model: TableModel
  missing: readonly ColumnModel[]
  values: Values
}

/** Inserts a row for each required reference without a value. */
async function linkedValues(inserting: Inserting, { model, missing, values }: Missing): Promise<Values> {
  const found: Values = {}
  for (const { columns, target, targetColumns } of model.links) {
    if (!columns.some((column) => missing.includes(column) && !(column.key in found))) continue
    if (target === model || inserting.above.includes(target))
      throw new Error(`A row of ${model.path} needs one of ${target.path} that is there before: give it yourself.`)
    const wanted = columns.flatMap((column, index) => {
      const key = targetColumns[index]?.key
      return key === undefined || values[column.key] === undefined ? [] : [[key, values[column.key]]]
    })
    const above = [...inserting.above, model]
    // A link always refers to a table; views can only refer.
    const row = await insertRow({ ...inserting, above }, target.source as PgTable, Object.fromEntries(wanted))
    for (const [index, { key }] of columns.entries()) found[key] = row[targetColumns[index]?.key ?? '']
  }
  return found
}

function madeValue(column: ColumnModel, number: number): SQL {
  const make = made[column.valueType.kind]
  if (!make)
    throw new Error(`No value can be made up for ${column.table.path}.${column.name} (${column.baseType}): give it.`)
  return writeSql(column, make(column, number))
}

const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + (number % 20_000))).toISOString().slice(0, 10)

/** By kind of column, in PostgreSQL's own text. */
const made: Partial<Record<FieldKind, (column: ColumnModel, number: number) => string>> = {
  text: madeText,
  longtext: madeText,
  secret: madeText,
  choice: ({ choices, enumValues }) => choices?.[0]?.value ?? enumValues?.[0] ?? '',
  email: (_, number) => `user${number}@example.org`,
  url: (_, number) => `https://example.org/${number}`,
  phone: (_, number) => `+49 30 ${number}`,
  slug: (_, number) => `slug-${number}`,
  boolean: () => 'false',
  integer: (_, number) => String(number % 32_768),
  decimal: () => '1',
  float: () => '1',
  date: (_, number) => day(number),
  time: () => '10:00',
  timestamp: (_, number) => `${day(number)} 10:00:00`,
  interval: () => '1 day',
  uuid: () => randomUUID(),
  json: () => '{}',
  array: () => '{}',
  binary: () => String.raw`\x00`,
  inet: (_, number) => `10.${(number >> 16) % 256}.${(number >> 8) % 256}.${number % 256}`,
}

/** "Name 3", or the number alone if that is too long. */
function madeText({ label, length }: ColumnModel, number: number): string {
  const whole = `${label} ${number}`
  if (length === null || whole.length <= length) return whole
  return number.toString(36).padStart(length, 'a').slice(-length)
}

function refused(error: unknown, { model, made: names }: { model: TableModel; made: readonly string[] }): unknown {
  const failure = databaseErrorOf(error)
  if (!failure || names.length === 0) return failure ?? error
  const what = failure.constraint ?? failure.code
  return new Error(
    `${model.path} does not take a row (${what}). Made up were ${names.join(', ')}: give what must fit.`,
    {
      cause: failure,
    },
  )
}
