import { drizzle } from 'drizzle-orm/postgres-js'
import { sql, type SQL } from 'drizzle-orm'
import { getTableConfig, pgTable, type PgColumn, type PgColumnBuilderBase } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { afterAll, beforeAll } from 'vitest'
import type { OperatorId } from '../fields/filter-meta'
import type { FieldType } from '../fields/field-type'
import { castParameter } from '../fields/operators'
import type { Database } from '../postgres/database'
import { readColumn } from '../schema/columns'
import type { ColumnFacts } from '../schema/model'
import { createTestDatabase, type TestDatabase } from './database'

/** A column and its boundary values. Rows are numbered from 0 in the order of `values`; one with NULL follows. */
export interface FieldCases {
  column: (name: string) => PgColumnBuilderBase
  /** The type in SQL, if it differs from Drizzle's. */
  ddl?: string
  facts?: Partial<ColumnFacts>
  /** The extension that provides the type: if it is missing, the cases are skipped. */
  extension?: string
  /** In PostgreSQL's own text. */
  values: readonly (string | null)[]
  /** Those values that are shown but cannot be entered again. */
  shownOnly?: readonly string[]
  /** What PostgreSQL returns if saving changes the text but not the value. */
  equal?: (value: string) => string
  /** Typed texts, each with the stored value. */
  accepts?: readonly (readonly [typed: string, stored: string])[]
  /** Typed texts, each with the message. */
  refuses?: readonly (readonly [typed: string, message: string])[]
  /** By operator: values as in a URL, each with the numbers of the rows that they find. */
  filters?: Partial<Record<OperatorId, readonly (readonly [values: string[], rows: number[]])[]>>
}

/** A database with one table, of one column at a time. */
export interface FieldTable {
  readonly db: () => Database
  readonly client: () => postgres.Sql
  /** Whether the server lacks the extension that the column needs. */
  lacks(cases: FieldCases): Promise<boolean>
  /** Makes the table anew. `skip` is called if the server lacks the extension. */
  prepare(cases: FieldCases, skip?: (reason: string) => void): Promise<{ facts: ColumnFacts; expression: SQL }>
  insertRaw(values: readonly (string | null)[]): Promise<void>
  /** The table with this row alone, saved as the type does. */
  replace(value: string, { type, facts }: { type: FieldType; facts: ColumnFacts }): Promise<void>
  readAll(): Promise<(string | null)[]>
}

/** Registers a database for the tests of this file. `types` are statements that create what the columns need. */
export function fieldTable(types: readonly string[] = []): FieldTable {
  let database: TestDatabase
  let client: postgres.Sql
  let db: Database
  beforeAll(async () => {
    database = await createTestDatabase({ empty: true })
    client = postgres(database.url, {
      max: 1,
      onnotice: () => undefined,
      connection: { TimeZone: 'UTC', DateStyle: 'ISO, MDY', IntervalStyle: 'postgres', bytea_output: 'hex' },
    })
    db = drizzle<Record<string, unknown>>(client)
    for (const type of types) await client.unsafe(type)
  })
  afterAll(async () => {
    await client.end({ timeout: 5 })
    await database.drop()
  })
  return {
    db: () => db,
    client: () => client,
    lacks: (cases) => lacks(client, cases),
    prepare: (cases, skip) => prepare(client, cases, skip),
    async insertRaw(values) {
      for (const [index, value] of values.entries()) {
        const literal = value === null ? 'null' : `'${value.replaceAll("'", "''")}'`
        await client.unsafe(`insert into contract (row_number, value) values (${index}, ${literal})`)
      }
    },
    async replace(value, { type, facts }) {
      await client.unsafe('delete from contract')
      const written = type.write?.(value, facts) ?? castParameter(value, facts.castType)
      await db.execute(sql`insert into contract (row_number, value) values (1, ${written})`)
    },
    async readAll() {
      const rows = await client.unsafe<{ value: string | null }[]>(
        `select value::text as value from contract order by row_number`,
      )
      return rows.map((row) => row.value)
    },
  }
}

async function lacks(client: postgres.Sql, { extension }: FieldCases): Promise<boolean> {
  if (extension === undefined) return false
  return (await client`select from pg_available_extensions where name = ${extension}`).length === 0
}

async function prepare(client: postgres.Sql, cases: FieldCases, skip?: (reason: string) => void) {
  if (await lacks(client, cases)) skip?.(`This server has no ${cases.extension}.`)
  if (cases.extension !== undefined) await client.unsafe(`create extension if not exists ${cases.extension}`)
  const table = pgTable('contract', { value: cases.column('value') })
  const column = getTableConfig(table).columns[0]
  if (!column) throw new Error('The table has no column.')
  const facts: ColumnFacts = {
    // getTableConfig widens the column; it is one of a pgTable.
    ...readColumn('value', column as PgColumn, { table: 'contract', casing: undefined }),
    ...cases.facts,
  }
  await client.unsafe(`drop table if exists contract`)
  await client.unsafe(`create table contract (row_number int, value ${cases.ddl ?? column.getSQLType()})`)
  return { facts, expression: sql`value` }
}
