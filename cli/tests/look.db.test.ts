import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { problemIds } from '@/admin/server'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { runCli } from './cli-process'
import { runHere } from './run-here-fixture'
import { driftProblemIds } from '@/migrate/drift/drift-problems'
import { deployProblemIds, environmentProblems } from '../serve/deploy-problems'
import { hasPooler, startPooler } from './pooler-fixture'
import { projectFolder } from './project-fixture'
import { auditProblemIds } from '../output/audit-problems'
import { tableLines } from '../output/sql-prompt'
import { readEnvironment } from '@/env'

let shop: TestDatabase

beforeAll(async () => {
  shop = await createTestDatabase({ empty: true })
  expect(await runHere(['migrate'], { DATABASE_URL: shop.url })).toMatchObject({ code: 0 })
  expect(await runHere(['seed'], { DATABASE_URL: shop.url })).toMatchObject({ code: 0 })
}, 240_000)

afterAll(() => shop.drop())

const database = () => ({ DATABASE_URL: shop.url })
const secret = 'Zx0uXbS9c3q1mV7kQ2w8eR4tY6uI0oPaSdFgHjKl'

describe('check', () => {
  test('finds no problem in the demo, as text and as JSON', async () => {
    expect(await runHere(['check'], database())).toEqual({ code: 0, out: 'No problems.\n', err: '' })
    expect(await runHere(['check', '--json'], database())).toEqual({ code: 0, out: '[]\n', err: '' })
  })

  test('B21: --audit compares the log with its seals, and a head with those', async () => {
    const sql = postgres(shop.url)
    onTestFinished(() => sql.end())
    const head = (out: string) => /head (\w+)/u.exec(out)?.[1] ?? ''
    await sql`insert into brolly.audit_entries (actor_label, "table", key, label, action) values ('ada', 'products', '1', 'x', 'add')`
    expect(await runHere(['check', '--audit'], database())).toMatchObject({
      code: 0,
      out: expect.stringContaining('warning audit.W001'),
    })
    const sealed = await runHere(['sealaudit'], database())
    expect(sealed.out).toMatch(/^Sealed 1 entries\.\nSeal 1, until entry \d+, head [0-9a-f]{64}\n$/u)
    expect(await runHere(['check', '--audit', '--head', head(sealed.out)], database())).toMatchObject({ code: 0 })
    const other = await runHere(['check', '--audit', '--head', '00'], database())
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('error audit.E002') })
    await sql`update brolly.audit_entries set label = 'y'`
    const altered = await runHere(['check', '--audit'], database())
    expect(altered).toMatchObject({ code: 1, out: expect.stringContaining('error audit.E001') })
    expect((await runHere(['clearaudit'], database())).err).toContain('BROLLY_AUDIT_DAYS')
    const { out } = await runHere(['clearaudit'], { ...database(), BROLLY_AUDIT_DAYS: '30' })
    expect(out).toBe('No entries are older than 30 days.\n')
    await sql`truncate brolly.audit_entries, brolly.audit_seals`
  })

  test('every id has a page of its own, and every page an id', () => {
    const pages = readdirSync('docs/checks').map((file) => path.basename(file, '.md'))
    expect(pages.toSorted()).toEqual(
      ['README', ...problemIds, ...auditProblemIds, ...deployProblemIds, ...driftProblemIds].toSorted(),
    )
  })

  test('a misspelt column is found at run time, with its location and a suggestion', async () => {
    const project = projectFolder({
      'db/schema.ts': `import { integer, pgTable, text } from 'drizzle-orm/pg-core'
        export const parts = pgTable('parts', { id: integer('id').primaryKey(), name: text('name').notNull() })`,
      'admin.config.ts': `import { defineAdmin, defineSite } from '@/admin'
        import * as schema from './db/schema'
        const list = { columns: ['nmae'] } as never
        export default defineSite({ title: 'Parts', schema, admins: [defineAdmin(schema.parts, { list })] })`,
    })

    const { code, out } = await project.run(['check', '--no-database'])

    expect(code).toBe(1)
    expect(out).toContain(
      "error brolly.E010  parts: list.columns: is 'nmae', which is not a column of 'parts'. Did you mean 'name'?",
    )
  })

  test('warnings alone pass, unless --fail-level is warning', async () => {
    const project = projectFolder({
      'db/schema.ts': `import { pgTable, text } from 'drizzle-orm/pg-core'
        export const notes = pgTable('notes', { body: text('body') })`,
      'admin.config.ts': `import { defineSite } from '@/admin'
        import * as schema from './db/schema'
        export default defineSite({ title: 'Notes', schema })`,
    })

    expect(await project.run(['check', '--no-database'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 errors, 1 warning.'),
    })
    expect(await project.run(['check', '--no-database', '--fail-level', 'warning'])).toMatchObject({ code: 1 })
    expect(await runHere(['check', '--fail-level', 'never'])).toMatchObject({ code: 2 })
  })

  test('--deploy: an unreachable database is an error that names its host but not its password', async () => {
    const { code, out } = await runHere(['check', '--deploy'], {
      DATABASE_URL: 'postgres://me:hush@127.0.0.1:1/shop',
      AUTH_SECRET: secret,
    })

    expect(code).toBe(1)
    expect(out).toContain('error deploy.E002  DATABASE_URL: The database at 127.0.0.1:1 does not respond.')
    expect(out).not.toContain('hush')
  })

  test('--deploy: pending migrations are an error, a superuser of PostgreSQL and the sample account warnings', async () => {
    const fresh = await createTestDatabase()
    onTestFinished(() => fresh.drop())
    const sql = postgres(fresh.url, { max: 1, onnotice: () => undefined })
    await sql`insert into brolly.users (email, is_superuser) values ('Admin@example.com', true)`
    await sql.end()

    const { code, out } = await runHere(['check', '--deploy'], { DATABASE_URL: fresh.url, AUTH_SECRET: secret })

    expect(code).toBe(1)
    expect(out).toMatch(/error deploy\.E003 {2}migrations: not applied yet: drizzle\/0000_\w+/)
    expect(out).toContain('warning deploy.W008  DATABASE_URL')
    expect(out).toContain('warning deploy.W009  admin@example.com')
  })

  test.skipIf(!hasPooler())(
    '--deploy: a pooler that shares sessions is reported with the settings that it needs',
    async () => {
      const pooler = await startPooler(shop.url, 'transaction')
      onTestFinished(() => pooler.stop())
      const { poolerProblems } = await import('../serve/deploy-problems')
      const read = readEnvironment({ DATABASE_URL: pooler.url })
      if (!read.ok) throw new Error('The environment is usable.')
      const problems = await poolerProblems({ env: read.env } as Parameters<typeof poolerProblems>[0], pooler.url)

      expect(problems.map(({ id, hint }) => `${id} ${hint}`)).toEqual([
        'deploy.W006 Set BROLLY_PREPARE=false (or max_prepared_statements in PgBouncer 1.21 and newer), and DATABASE_MIGRATION_URL to the URL of PostgreSQL itself.',
      ])
      expect(await poolerProblems({ env: read.env } as Parameters<typeof poolerProblems>[0], shop.url)).toEqual([])
    },
  )

  const unset = ['deploy.E001', 'deploy.W001', 'deploy.W002', 'deploy.W011']
  const good = { AUTH_SECRET: secret, BROLLY_URL: 'https://a.example' }
  const mail = { BROLLY_SMTP_URL: 'smtps://u:p@mail.example.com', BROLLY_MAIL_FROM: 'shop@example.com' }
  test.each([
    [{}, unset],
    [{ AUTH_SECRET: 'abababababababababababababababababab' }, unset],
    [
      { AUTH_SECRET: secret, DATABASE_URL: 'postgres://u:p@db.example.com/shop', BROLLY_URL: 'http://a.example' },
      ['deploy.W002', 'deploy.W003', 'deploy.W011'],
    ],
    [
      { ...good, DATABASE_URL: 'postgres://u:p@127.0.0.1/shop', BROLLY_DEBUG: 'true', BROLLY_STATEMENT_TIMEOUT: '0' },
      ['deploy.W004', 'deploy.W007', 'deploy.W011', 'deploy.W012'],
    ],
    [
      {
        AUTH_SECRET: secret,
        DATABASE_URL: 'postgres://u:p@db.example.com/shop?sslmode=verify-full',
        BROLLY_URL: 'https://a.example',
        BROLLY_TRUSTED_PROXIES: '1',
        ...mail,
      },
      [],
    ],
  ])('SEC-201: --deploy: %j', (variables, expected) => {
    const read = readEnvironment(variables)
    if (!read.ok) throw new Error(read.problems.join())
    // The last depends on the machine, not on the variables.
    const ids = environmentProblems(read.env).flatMap(({ id }) => (id === 'deploy.W010' ? [] : [id]))
    expect(ids.toSorted()).toEqual(expected)
  })
})

describe('advise', () => {
  test('names the index for a sort of a large table, and writes a migration with its down migration', async () => {
    const project = projectFolder({
      'db/schema.ts': `import { integer, pgTable } from 'drizzle-orm/pg-core'
        export const readings = pgTable('readings', { id: integer('id').primaryKey(), value: integer('value').notNull() })`,
      'db/index.ts': readFileSync('db/index.ts', 'utf8'),
      'admin.config.ts': `import { defineAdmin, defineSite } from '@/admin'
        import * as schema from './db/schema'
        export default defineSite({ title: 'R', schema, admins: [defineAdmin(schema.readings, { list: { sort: ['value'] } })] })`,
    })
    const own = await createTestDatabase({ empty: true })
    onTestFinished(() => own.drop())
    const env = { DATABASE_URL: own.url }
    expect(await project.run(['makemigrations', '--name', 'first'], env)).toMatchObject({ code: 0 })
    expect(await project.run(['migrate', '--no-input'], env)).toMatchObject({ code: 0 })
    const sql = postgres(own.url, { max: 1 })
    onTestFinished(() => sql.end())
    await sql`insert into readings select n, n % 1000 from generate_series(1, 100000) n`
    await sql`analyze readings`

    const { code, out, err } = await project.run(['advise', '--write'], env)

    const create = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "readings_value_id_idx" ON "readings" ("value", "id");'
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('Wrote drizzle/0001_') })
    expect(out).toContain(`readings  sort value: reads about 100,000 rows`)
    expect(out).toContain(`  ${create}`)
    const written = readdirSync(path.join(project.root, 'drizzle')).filter((file) => file.startsWith('0001_'))
    expect(written).toHaveLength(2)
    expect(await project.run(['migrate', '--no-input'], env)).toMatchObject({ code: 0 })
    expect(await project.run(['advise'], env)).toMatchObject({
      out: 'Every large table has the indexes it needs.\n',
    })
    expect(await project.run(['makemigrations', '--check'], env)).toMatchObject({ code: 0 })
    expect(await project.run(['migrate', '0000', '--no-input'], env)).toMatchObject({ code: 0 })
    expect(await sql`select 1 from pg_indexes where indexname = 'readings_value_id_idx'`).toHaveLength(0)
  }, 240_000)
})

describe('a number', () => {
  test('is by default the one in --help: small tables are left out', async () => {
    const fresh = await createTestDatabase({ empty: true })
    onTestFinished(() => fresh.drop())
    await runHere(['migrate', '--no-input'], { DATABASE_URL: fresh.url })

    expect(await runHere(['advise'], { DATABASE_URL: fresh.url })).toEqual({
      code: 0,
      err: '',
      out: 'Every large table has the indexes it needs.\n',
    })
    expect((await runHere(['advise', '--least-rows', '0'], { DATABASE_URL: fresh.url })).out).toContain('reviews')
  })
})

describe('dbshell', () => {
  test('the built-in prompt runs a statement, lists tables and shows errors of the database', async () => {
    const one = await runHere(['dbshell', '--own', '--', '-c', "select 1 as a, null::text as b, '' as c"], database())
    expect(one).toEqual({ code: 0, err: '', out: 'a | b    | c\n--+------+--\n1 | NULL |\n(1 row)\n' })
    expect((await runHere(['dbshell', '--own', '--', '-c', String.raw`\dt`], database())).out).toContain(
      'public  | products',
    )
    expect((await runHere(['dbshell', '--own', '--', '-c', String.raw`\d products`], database())).out).toContain(
      'price',
    )
    const refused = await runHere(['dbshell', '--own', '--', '-c', 'select nothing'], database())
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('ERROR 42703') })
  })

  test('columns are as wide as their widest value', () => {
    expect(
      tableLines(
        ['id', 'name'],
        [
          { id: 1n, name: 'Ann' },
          { id: 20n, name: { a: 1 } },
        ],
      ),
    ).toEqual(['id | name', '---+--------', '1  | Ann', '20 | {"a":1}', '(2 rows)'])
  })
})

describe('shell', () => {
  test('provides the schema, the database and the engine', async () => {
    const count = await runCli(
      ['shell', '--command', '(await db.select().from(products)).length > 0 && admin("products").plural'],
      database(),
    )
    expect(count).toEqual({ code: 0, err: '', out: 'Products\n' })
    const page =
      'const page = await engine.listPage(ctx, admin("orders"), [["size", "25"]]); console.log(page.rowCount)'
    expect(await runCli(['shell', '--command', page], database())).toEqual({ code: 0, err: '', out: '25\n' })
  })
})

describe('clearsessions and version', () => {
  test('expired sessions are deleted, others stay', async () => {
    const sql = postgres(shop.url, { max: 1 })
    onTestFinished(() => sql.end())
    const [user] = await sql<
      { id: string }[]
    >`insert into brolly.users (email) values ('someone@example.com') returning id`
    await sql`insert into brolly.sessions (id_hash, user_id, expires_at, last_seen_at) values
      ('ended', ${user?.id ?? ''}, now() - interval '1 minute', now()), ('idle', ${user?.id ?? ''}, now() + interval '1 day', now() - interval '9 days'),
      ('alive', ${user?.id ?? ''}, now() + interval '1 day', now())`

    expect(await runHere(['clearsessions'], database())).toEqual({
      code: 0,
      err: '',
      out: 'Removed 2 sessions, 0 tokens of submitted forms and 0 counters of failed log-ins.\n',
    })
    expect(await sql`select id_hash from brolly.sessions`).toEqual([{ id_hash: 'alive' }])
  })

  test('versions are printed as text and as JSON, without a database', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'brolly-version-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { out } = await runHere(['version', '--json'], { BROLLY_DATA_DIR: folder })
    const versions: unknown = JSON.parse(out)
    expect(versions).toMatchObject({ node: process.versions.node, brolly: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
    expect((await runHere(['version'])).out).toMatch(/^brolly \d+\.\d+\.\d+\nnode /)
  })
})
