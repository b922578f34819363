import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, type TestProject } from './project-fixture'

const schema = (columns: string) => `import { integer, pgTable, text } from 'drizzle-orm/pg-core'
export const books = pgTable('books', { id: integer().primaryKey()${columns} })
`

async function withTwo(): Promise<TestProject> {
  const project = projectFolder({ 'db/schema.ts': schema('') })
  await project.run(['makemigrations'])
  project.write('db/schema.ts', schema(', title: text()'))
  await project.run(['makemigrations'])
  return project
}

test('squashmigrations replaces several files with one', { timeout: 240_000 }, async () => {
  const project = await withTwo()

  const unasked = await project.run(['squashmigrations', '0001'])
  const unknown = await project.run(['squashmigrations', '0009', '--no-input'])
  const nothing = await project.run(['squashmigrations'])
  const done = await project.run(['squashmigrations', '0001', '--no-input', '--name', 'start'])
  const check = await project.run(['makemigrations', '--check'])

  expect(unasked).toMatchObject({ code: 1, err: 'No terminal to ask on. Add --no-input to go ahead.\n' })
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('No migration "0009"') })
  expect(nothing.code).toBe(2)
  expect(done).toMatchObject({ code: 0, out: 'Wrote drizzle/0000_start.sql to replace 2 migrations.\n' })
  expect(check).toMatchObject({ code: 0, out: 'No changes.\n' })
  expect(readFileSync(path.join(project.root, 'drizzle/0000_start.sql'), 'utf8')).toMatch(
    /^-- brolly:replaces 0000_create_books 0001_add_title\nCREATE TABLE "books"/,
  )
})

test('makemigrations --merge merges two branches, and prints what it renamed', { timeout: 240_000 }, async () => {
  const project = await withTwo()
  const meta = path.join(project.root, 'drizzle/meta')
  const read = (file: string) => readFileSync(path.join(meta, file), 'utf8')
  const ours = { journal: read('_journal.json'), snapshot: read('0001_snapshot.json') }
  const other = projectFolder({ 'db/schema.ts': schema(', pages: integer()') })
  for (const file of ['0000_create_books.sql', '0000_create_books.down.sql', 'meta/0000_snapshot.json'])
    other.write(`drizzle/${file}`, readFileSync(path.join(project.root, 'drizzle', file), 'utf8'))
  other.write('drizzle/meta/_journal.json', firstOf(ours.journal))
  await other.run(['makemigrations'])
  const theirs = (file: string) => readFileSync(path.join(other.root, 'drizzle', file), 'utf8')
  project.write('drizzle/0001_add_pages.sql', theirs('0001_add_pages.sql'))
  for (const [file, text] of [
    ['_journal.json', ours.journal],
    ['0001_snapshot.json', ours.snapshot],
  ] as const)
    writeFileSync(path.join(meta, file), `<<<<<<< HEAD\n${text}\n=======\n${theirs(`meta/${file}`)}\n>>>>>>> theirs\n`)

  const refused = await project.run(['makemigrations'])
  const unasked = await project.run(['makemigrations', '--merge'])
  const look = await project.run(['makemigrations', '--merge', '--dry-run'])
  const done = await project.run(['makemigrations', '--merge', '--no-input'])
  const again = await project.run(['makemigrations', '--merge'])

  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('npx brolly makemigrations --merge') })
  expect(unasked).toMatchObject({ code: 1, err: expect.stringContaining('No terminal to ask on.') })
  expect(look.out).toBe('Would rename 0001_add_pages to 0002_add_pages\n')
  expect(done).toMatchObject({ code: 0, out: 'Renamed 0001_add_pages to 0002_add_pages\n' })
  expect(again.out).toBe('There is only one branch.\n')
})

/** A journal with its first entry alone. */
function firstOf(journal: string): string {
  const parsed = JSON.parse(journal) as { entries: unknown[] }
  return JSON.stringify({ ...parsed, entries: parsed.entries.slice(0, 1) })
}
