import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { runHere } from './run-here-fixture'
import { projectFolder } from './project-fixture'

const schema = `import { integer, pgTable, text } from 'drizzle-orm/pg-core'
export const books = pgTable('books', { id: integer().primaryKey(), title: text().notNull() })
`

test('drift exits with 1 and prints the remedy, as text and as JSON', { timeout: 240_000 }, async () => {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1 })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  const env = { DATABASE_URL: database.url }
  const project = projectFolder({ 'db/schema.ts': schema })
  await project.run(['makemigrations'])
  await project.run(['migrate'], env)

  const clean = await project.run(['drift'], env)
  await sql`alter table books alter column title drop not null`
  await sql`create table beside (id int)`
  const words = await project.run(['drift'], env)
  const json = await project.run(['drift', '--json'], env)

  expect(clean).toMatchObject({ code: 0, out: 'No drift.\n', err: '' })
  expect(words).toMatchObject({ code: 1, err: '' })
  expect(words.out).toBe(`The database differs from the applied migrations:
  column books.title: nullable is yes, expected no
    ALTER TABLE "books" ALTER COLUMN "title" SET NOT NULL;
Not described in the code, and harmless:
  table beside
`)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({
    code: null,
    database: [{ name: 'books.title', fact: 'nullable' }],
    undescribed: [{ kind: 'table', name: 'beside' }],
  })
})

test('the migrated demo matches its code', { timeout: 240_000 }, async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const env = { DATABASE_URL: database.url }
  await runHere(['migrate'], env)

  expect(await runHere(['drift'], env)).toEqual({ code: 0, out: 'No drift.\n', err: '' })
})
