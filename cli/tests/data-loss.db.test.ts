import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { projectFolder, type TestProject } from './project-fixture'

const schema = (columns: string) => `import { integer, pgTable, text } from 'drizzle-orm/pg-core'
export const books = pgTable('books', { id: integer().primaryKey()${columns} })
`

interface Site {
  readonly project: TestProject
  readonly sql: postgres.Sql
  readonly env: Record<string, string>
}

/** A project that is about to drop a column of an existing table. */
async function aboutToDrop(rows: string): Promise<Site> {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1 })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  const project = projectFolder({ 'db/schema.ts': schema(', title: text()') })
  const env = { DATABASE_URL: database.url }
  await project.run(['makemigrations'])
  await project.run(['migrate'], env)
  await sql.unsafe(rows)
  project.write('db/schema.ts', schema(''))
  return { project, sql, env }
}

const hasTitle = async ({ sql }: Site) =>
  (await sql`select from information_schema.columns where table_name = 'books' and column_name = 'title'`).length > 0

test('a column with values is dropped only with --accept-data-loss', { timeout: 240_000 }, async () => {
  const site = await aboutToDrop(`insert into books values (1, 'One'), (2, 'Two'), (3, null)`)
  const { project, env } = site

  const made = await project.run(['makemigrations'], env)
  const plan = await project.run(['migrate', '--plan', '--json'], env)
  const refused = await project.run(['migrate'], env)
  const noInput = await project.run(['migrate', '--no-input'], env)
  const kept = await hasTitle(site)
  const accepted = await project.run(['migrate', '--accept-data-loss'], env)

  expect(made.out).toMatch(
    /loses data {2}statement 1, books \(3 rows, \d+ kB\), 2 to lose: The values of title are lost/,
  )
  expect(made.out).toContain('docs/migrations/lint.md#lintdropping-column')
  expect(JSON.parse(plan.out)).toMatchObject({
    steps: [{ findings: [{ rule: 'lint.dropping-column', class: 'loses-data', rows: 3, lost: 2 }] }],
  })
  const line =
    'drizzle/0001_drop_title.sql would lose data. Nothing was changed. To go ahead, run: npx brolly migrate --accept-data-loss\n'
  expect(refused).toMatchObject({ code: 1, err: line })
  expect(noInput).toMatchObject({ code: 1, err: line })
  expect(kept).toBe(true)
  expect(accepted).toMatchObject({ code: 0, out: expect.stringContaining('Applied drizzle/0001_drop_title') })
  expect(await hasTitle(site)).toBe(false)
})

test('a column without values is dropped without a question', { timeout: 240_000 }, async () => {
  const site = await aboutToDrop('insert into books values (1, null)')

  await site.project.run(['makemigrations'], site.env)
  const { code, out } = await site.project.run(['migrate'], site.env)

  expect(code).toBe(0)
  expect(out).not.toContain('loses data')
  expect(await hasTitle(site)).toBe(false)
})

test(
  'SEC-214: a revert loses rows too: it counts them, and runs only with --accept-data-loss',
  { timeout: 240_000 },
  async () => {
    const { project, sql, env } = await aboutToDrop(`insert into books values (1, 'One'), (2, 'Two'), (3, null)`)

    const plan = await project.run(['migrate', 'zero', '--plan', '--json'], env)
    const noInput = await project.run(['migrate', 'zero', '--no-input'], env)
    const [kept] = await sql`select count(*)::int as rows from books`
    const accepted = await project.run(['migrate', 'zero', '--accept-data-loss'], env)

    expect(JSON.parse(plan.out)).toMatchObject({
      steps: [{ action: 'undo', findings: [{ rule: 'lint.dropping-table', class: 'loses-data', lost: 3 }] }],
    })
    expect(noInput.out).toContain('3 to lose')
    expect(noInput).toMatchObject({
      code: 1,
      err: 'drizzle/0000_create_books.down.sql would lose data. Nothing was changed. To go ahead, run: npx brolly migrate zero --accept-data-loss\n',
    })
    expect(kept).toEqual({ rows: 3 })
    expect(accepted).toMatchObject({ code: 0 })
    expect((await sql`select to_regclass('books') as books`)[0]).toEqual({ books: null })
  },
)
