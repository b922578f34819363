import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { projectFolder, type TestProject } from './project-fixture'

const schema = (columns: string, table = 'books') =>
  `import { integer, pgTable, text } from 'drizzle-orm/pg-core'
export const books = pgTable('${table}', { id: integer().primaryKey(), ${columns} })
`

function project(columns: string): TestProject {
  return projectFolder({ 'db/schema.ts': schema(columns) })
}

const filesOf = ({ root }: TestProject) =>
  existsSync(path.join(root, 'drizzle')) ? readdirSync(path.join(root, 'drizzle')) : []

test(
  'writes a migration with its down migration and describes them; then there is nothing to do',
  { timeout: 240_000 },
  async () => {
    const made = project('title: text()')

    const missing = await made.run(['makemigrations', '--check'])
    const first = await made.run(['makemigrations'])
    const second = await made.run(['makemigrations'])
    const checked = await made.run(['makemigrations', '--check'])

    expect(missing).toMatchObject({ code: 1, out: '', err: expect.stringContaining('(0000_create_books)') })
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('Wrote drizzle/0000_create_books.sql\nWrote drizzle/0000_create_books.down.sql\n')
    expect(second).toMatchObject({ code: 0, out: 'No changes.\n' })
    expect(checked).toMatchObject({ code: 0, out: 'No changes.\n' })
  },
)

test('migrate says that the code is ahead of the migrations', { timeout: 240_000 }, async () => {
  const made = project('title: text()')
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const env = { DATABASE_URL: database.url }
  await made.run(['makemigrations'])

  const level = await made.run(['migrate', '--no-input'], env)
  made.write('db/schema.ts', schema('title: text(), pages: integer()'))
  const ahead = await made.run(['migrate', '--no-input'], env)

  expect(level).toMatchObject({ code: 0, err: '' })
  expect(ahead).toMatchObject({
    code: 0,
    err: 'db/schema.ts has changes without a migration (0001_add_pages). Run: npx brolly makemigrations\n',
  })
})

test('--dry-run prints the files, asks nothing and writes nothing', { timeout: 240_000 }, async () => {
  const made = project('title: text()')
  await made.run(['makemigrations'])
  made.write('db/schema.ts', schema('title: text().notNull()'))

  const { code, out, err } = await made.run(['makemigrations', '--dry-run'])

  expect(code).toBe(0)
  expect(out).toContain('-- drizzle/0001_alter_title.sql\nALTER TABLE "books" ALTER COLUMN "title" SET NOT NULL;')
  expect(out).toContain('-- drizzle/0001_alter_title.down.sql')
  expect(err).toContain('--default "books.title=<SQL expression>"')
  expect(filesOf(made)).toEqual(['0000_create_books.down.sql', '0000_create_books.sql', 'meta'])
})

test(
  'answers come from flags and from a file; without an answer a rename is refused or becomes a removal',
  { timeout: 120_000 },
  async () => {
    const made = project('title: text()')
    await made.run(['makemigrations'])
    made.write('db/schema.ts', schema('heading: text(), isbn: text().notNull()'))
    made.write(
      'answers.json',
      JSON.stringify({ renames: { 'books.title': 'heading' }, defaults: { 'books.isbn': "''" } }),
    )

    const refused = await made.run(['makemigrations'])
    const misspelt = await made.run(['makemigrations', '--dry-run', '--rename', 'book.title:heading'])
    const undecided = await made.run(['makemigrations', '--no-input'])
    const given = '--dry-run --json --rename books.title:heading --default'.split(' ')
    const flags = await made.run(['makemigrations', ...given, "books.isbn='?'"])
    const removed = await made.run(['makemigrations', '--dry-run', '--no-input'])
    const file = await made.run(['makemigrations', '--answers', 'answers.json', '--json'])

    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--rename books.title:books.heading') })
    expect(misspelt).toMatchObject({ code: 1, err: 'No question matches book.title:heading.\n' })
    expect(undecided).toMatchObject({ code: 1, err: expect.stringContaining('--default "books.isbn=') })
    expect(JSON.parse(flags.out)).toMatchObject({
      name: '0001_rename_to_heading_add_isbn',
      statements: [
        'ALTER TABLE "books" RENAME COLUMN "title" TO "heading";',
        `ALTER TABLE "books" ADD COLUMN "isbn" text DEFAULT '?' NOT NULL;`,
        'ALTER TABLE "books" ALTER COLUMN "isbn" DROP DEFAULT;',
      ],
      down: expect.arrayContaining(['ALTER TABLE "books" RENAME COLUMN "heading" TO "title";']),
    })
    expect(removed.err).toContain('Treated as removed, along with its data: books.title.')
    expect(JSON.parse(file.out)).toMatchObject({
      files: expect.arrayContaining(['drizzle/0001_rename_to_heading_add_isbn.sql']),
    })
    expect(filesOf(made)).toContain('0001_rename_to_heading_add_isbn.down.sql')
  },
)

test('--empty writes a migration in code, or for SQL', { timeout: 240_000 }, async () => {
  const made = project('title: text()')
  await made.run(['makemigrations'])

  const code = await made.run(['makemigrations', '--empty', '--name', 'fill titles'])
  const sql = await made.run(['makemigrations', '--empty', '--sql'])
  const wrong = await made.run(['makemigrations', '--sql'])

  expect(code.out).toContain('Wrote drizzle/0001_fill_titles.sql\nWrote drizzle/0001_fill_titles.ts\n')
  expect(sql.out).toContain('Wrote drizzle/0002_empty.sql\nWrote drizzle/0002_empty.down.sql\n')
  expect(wrong).toMatchObject({ code: 1, err: '--sql requires --empty.\n' })
  expect(readFileSync(path.join(made.root, 'drizzle/0001_fill_titles.sql'), 'utf8')).toBe('-- brolly:data-migration\n')
})
