import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { fixtureCasing, fixtureSchema } from '@/e2e/fixtures/schema'
import { sampleData, sampleDump } from '@/e2e/projects/sample-dump'
import { withConnection } from '../database/connection'
import { readDrift } from '../drift/drift'
import { brollyFolder } from '../files/folders'
import { generateMigration } from '../generate/generate'
import { migrate, recordAsApplied } from '../run/migrate'
import { writeBaseline } from './baseline'
import { readCatalogue } from './catalogue'
import { catalogueLines } from './catalogue-lines-fixture'
import { exoticShapes } from './exotic-fixture'
import { writeSchema } from './schema-code'

const databases: TestDatabase[] = []
// Inside the project, so that the written schema finds drizzle-orm.
const scratch = mkdtempSync(path.join(import.meta.dirname, 'written-'))

afterAll(async () => {
  for (const database of databases) await database.drop()
  rmSync(scratch, { recursive: true, force: true })
})

async function databaseWith(statements: readonly string[]): Promise<string> {
  const database = await createTestDatabase({ empty: true })
  databases.push(database)
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  try {
    await sql.begin(async (tx) => {
      for (const statement of statements) await tx.unsafe(statement)
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
  return database.url
}

const inspect = (url: string) =>
  withConnection(url, async (sql) => {
    const database = await readCatalogue(sql)
    return { database, written: writeSchema(database) }
  })

const linesOf = (url: string) => withConnection(url, catalogueLines)

let count = 0

async function imported(code: string): Promise<{ schema: Record<string, unknown>; file: string; folder: string }> {
  count += 1
  const file = path.join(scratch, `schema-${count}.ts`)
  writeFileSync(file, code)
  // A module is an object of its exports.
  const schema = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>
  return { schema, file, folder: path.join(scratch, `migrations-${count}`) }
}

/** Statements that create a database to inspect. */
type Source = () => Promise<readonly string[]>

const madeUp: Source = async () => {
  const folder = path.join(scratch, 'made-up')
  const made = await generateMigration({ folder, schema: fixtureSchema, casing: fixtureCasing })
  // drizzle-kit does not double the quotes in names.
  const statements = (made?.statements ?? []).map((statement) =>
    statement.replaceAll('"we"ird ta\'ble"', '"we""ird ta\'ble"').replaceAll('"i"d"', '"i""d"'),
  )
  const tables = statements.findIndex((statement) => statement.startsWith('CREATE TABLE'))
  return [...statements.slice(0, tables), ...compositeTypes(), ...statements.slice(tables)]
}

/** What Drizzle cannot express was added by hand to the migration of the sample schemas. */
function compositeTypes(): string[] {
  const migration = readFileSync('e2e/fixtures/drizzle/0000_fixtures.sql', 'utf8')
  return migration.split('--> statement-breakpoint').filter((statement) => /CREATE TYPE \S+ AS \(/u.test(statement))
}

const sources: [string, Source][] = [
  ['every exotic shape', async () => [exoticShapes]],
  ['the made-up schemas of the end-to-end tests', madeUp],
]
const samples = ['northwind', 'chinook'].map((name): [string, Source] => [name, async () => [sampleDump(name)]])

describe('REL-085: from a database to code and back', () => {
  it.for(sampleData === '' ? sources : [...sources, ...samples])(
    'recreates %s',
    { timeout: 60_000 },
    async ([, source]) => {
      const original = await databaseWith(await source())
      const { database, written } = await inspect(original)
      const { schema, file, folder } = await imported(written.code)

      const statements = await writeBaseline({ folder, schema }, { database, written })
      const rebuilt = await databaseWith(statements)

      expect((await inspect(rebuilt)).written.code).toBe(written.code)
      expect(await linesOf(rebuilt)).toEqual(await linesOf(original))
      expect(await generateMigration({ folder, schema })).toBeUndefined()
      expect(compilerSays(file)).toBe('')
      // Whatever the database contains, its baseline describes it.
      await migrate({ url: original, ...brollyFolder(), by: 'test' })
      await recordAsApplied({ url: original, folder, name: 'drizzle', by: 'test', kitTable: true })
      expect(await readDrift({ url: original, folder, name: 'drizzle', schema })).toMatchObject({
        code: null,
        database: [],
        refused: [],
        undescribed: [],
      })
    },
  )

  it('keeps what Drizzle cannot say as a comment at its table', async () => {
    const { written } = await inspect(await databaseWith([exoticShapes]))

    expect(written.code).toContain(
      `// Not in Drizzle: constraint bookings_during_excl: ALTER TABLE public.bookings ADD CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&)\nexport const bookings = pgTable(`,
    )
    expect(written.leftovers.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'domain',
        'function',
        'partition',
        'trigger',
        'row-level policy',
        'inheritance',
        'index',
      ]),
    )
    expect(written.code).toContain('/** What came in. *\\/ Not code. */')
  })

  it('says what a domain is made of', async () => {
    const { written } = await inspect(await databaseWith([exoticShapes]))

    expect(written.code).toContain(`'released', { base: 'integer' })`)
    expect(written.code).toMatch(
      /'mail', \{ base: 'character varying\(254\)', required: true, default: .*nobody@example\.com/,
    )
  })

  it('pairs the columns of a composite key as they are paired', async () => {
    const { written } = await inspect(await databaseWith([exoticShapes]))

    expect(written.code).toContain(
      `foreignKey({ name: 'children_parent', columns: [table.code, table.tenant, table.region], foreignColumns: [parents.code, parents.tenant, parents.region] }).onUpdate('set null').onDelete('cascade')`,
    )
  })

  it('makes an importable file of an empty database', async () => {
    expect((await inspect(await databaseWith([]))).written.code).toBe('\nexport {}\n')
  })
})

/** The errors of the compiler in a file, with strict options. */
function compilerSays(file: string): string {
  const options =
    '--ignoreConfig --strict --noEmit --skipLibCheck --target es2022 --module esnext --moduleResolution bundler --types node'
  const tsc = path.resolve('node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [tsc, ...options.split(' '), file], { encoding: 'utf8' }).stdout
}
