import path from 'node:path'
import { writeMigrations } from '@/migrate/files/migration-fixture'
import { projectFolder, type TestProject } from './project-fixture'

const schema = `import { sql } from 'drizzle-orm'
import { check, integer, pgTable, text } from 'drizzle-orm/pg-core'

export const books = pgTable(
  'books',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    title: text('title').notNull(),
    copies: integer('copies').notNull().default(1),
  },
  (table) => [check('books_copies', sql\`\${table.copies} >= 0\`)],
)
`

const config = `import { ne } from 'drizzle-orm'
import { defineAdmin, defineSite } from '@/admin'
import * as schema from '@/db/schema'

const books = defineAdmin(schema.books, {
  permissions: { change: (actor, table) => actor.in('librarians') || ne(table.title, 'Atlas') },
})

export default defineSite({ title: 'Library', schema, admins: [books] })
`

/** The migrations of the project; a test may add more. */
export const libraryMigrations = {
  '0000_books':
    'create table books (id int primary key generated always as identity, title text not null, copies int not null default 1 constraint books_copies check (copies >= 0))',
}

/**
 * A project with one table and these tests, by file. Each is inserted between the first line and the end of its file.
 */
export function libraryProject(tests: Readonly<Record<string, string>>): TestProject {
  const head = `import { expect, test } from '@/admin/testing'\nimport { books } from '@/db/schema'\nvoid [expect, test, books]\n`
  const files = Object.entries(tests).map(([file, text]) => [file, head + text])
  const project = projectFolder({ 'db/schema.ts': schema, 'admin.config.ts': config, ...Object.fromEntries(files) })
  writeMigrations(path.join(project.root, 'drizzle'), libraryMigrations)
  return project
}
