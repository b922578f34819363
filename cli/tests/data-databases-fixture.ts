import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import postgres from 'postgres'
import { onTestFinished } from 'vitest'
import { type Site } from '@/admin/site/site'
import { defineSite } from '@/admin/accounts/define-site'
import { createTestDatabase } from '@/admin/testing/database'
import { connectDatabase } from '@/admin/server'
import * as demoSchema from '@/db/schema'
import seed from '@/db/seed'
import { fillFixtures } from '@/e2e/fixtures/fill'
import { fixtureCasing, fixtureSchema } from '@/e2e/fixtures/schema'
import { sampleDump } from '@/e2e/projects/sample-dump'
import { withConnection } from '@/migrate/database/connection'
import { writeBaseline } from '@/migrate/inspect/baseline'
import { readCatalogue } from '@/migrate/inspect/catalogue'
import { writeSchema } from '@/migrate/inspect/schema-code'

/** Two databases with the same tables, of which only the first has rows. */
export interface DataPair {
  readonly site: Site
  readonly full: string
  readonly empty: string
}

/** A database in which the statements have run, without Brolly's tables unless they refer to them. */
export async function databaseOf(statements: readonly string[]): Promise<string> {
  const empty = !statements.some((statement) => statement.includes('REFERENCES "brolly".'))
  const database = await createTestDatabase({ empty })
  onTestFinished(() => database.drop())
  await run(database.url, (sql) => sql.begin(async (tx) => void (await tx.unsafe(statements.join('\n')))))
  return database.url
}

export async function run<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connection: { TimeZone: 'UTC' } })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const migration = (file: string) => readFileSync(file, 'utf8').split('--> statement-breakpoint')

/** The statements of the demo's migrations. */
export function demoTables(): string[] {
  const files = readdirSync('drizzle').filter((file) => /^\d+_\w+\.sql$/u.test(file))
  return files.toSorted().flatMap((file) => migration(path.join('drizzle', file)))
}

export async function demoPair(): Promise<DataPair> {
  const tables = demoTables()
  const [full, empty] = [await databaseOf(tables), await databaseOf(tables)]
  await withDatabaseOf(full, (db) => seed(db))
  return { site: defineSite({ title: 'Demo', schema: demoSchema }), full, empty }
}

/**
 * The artificial schemas: every type with boundary values, cycles, rows that refer to themselves, and all kinds of
 * keys.
 */
export async function madeUpPair(): Promise<DataPair> {
  const tables = migration('e2e/fixtures/drizzle/0000_fixtures.sql')
  const [full, empty] = [await databaseOf(tables), await databaseOf(tables)]
  await withDatabaseOf(full, fillFixtures)
  return { site: defineSite({ title: 'Made up', schema: fixtureSchema, casing: fixtureCasing }), full, empty }
}

/** One of the databases of BROLLY_SAMPLE_DATA, and the result of its baseline. */
export async function samplePair(name: string): Promise<DataPair> {
  const full = await databaseOf([sampleDump(name)])
  const database = await withConnection(full, readCatalogue)
  const written = writeSchema(database)
  // Inside the project, so that the written schema finds drizzle-orm.
  const folder = mkdtempSync(path.join(import.meta.dirname, 'written-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'schema.ts')
  writeFileSync(file, written.code)
  // A module is an object of its exports.
  const schema = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>
  const statements = await writeBaseline({ folder: path.join(folder, 'drizzle'), schema }, { database, written })
  return { site: defineSite({ title: name, schema }), full, empty: await databaseOf(statements) }
}

async function withDatabaseOf(
  url: string,
  work: (db: ReturnType<typeof connectDatabase>['db']) => Promise<unknown>,
): Promise<void> {
  const client = connectDatabase(url, { max: 1, statementTimeoutMs: 0 })
  try {
    await work(client.db)
  } finally {
    await client.close()
  }
}

/** A checksum of every table's rows, and the position of every sequence. */
export async function checksums(url: string): Promise<Record<string, string>> {
  return run(url, async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'brolly', 'drizzle')`
    const found: Record<string, string> = {}
    for (const { name } of tables) {
      const [row] = await sql.unsafe<{ sum: string }[]>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' order by t::text collate "C")), '') as sum from only ${name} t`,
      )
      found[name] = row?.sum ?? ''
    }
    const sequences = await sql<{ name: string; state: string }[]>`
      select schemaname || '.' || sequencename as name, coalesce(last_value::text, 'new') as state from pg_sequences
      where schemaname not in ('brolly', 'drizzle')`
    for (const { name, state } of sequences) found[name] = state
    return found
  })
}
