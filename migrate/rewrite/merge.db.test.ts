import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { integer, pgEnum, pgTable, text } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { applicationSchemas, readThings } from '../database/read-things'
import { readFolder } from '../files/folder'
import { generateMigration } from '../generate/generate'
import { joinBranches, writeJoined } from './merge'
import { branchProblems } from '../files/merge-branches'
import { migrate } from '../run/migrate'

type Schema = Record<string, unknown>

const mood = (...values: [string, ...string[]]) => pgEnum('mood', values)
const id = () => integer().primaryKey()
const books = pgTable('books', { id: id() })
const titled = pgTable('books', { id: id(), title: text() })
const paged = pgTable('books', { id: id(), pages: integer() })
const both = pgTable('books', { id: id(), title: text(), pages: integer() })
const tags = pgTable('tags', { id: id() })

interface Repository {
  readonly folder: string
  git(...args: string[]): void
  make(...schemas: Schema[]): Promise<void>
}

/** A folder of migrations under version control, on a branch called `main`. */
function repository(): Repository {
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-merge-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const folder = path.join(root, 'drizzle')
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
  const git = (...args: string[]) => void execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' })
  git('init', '-q', '-b', 'main')
  return {
    folder,
    git,
    async make(...schemas) {
      for (const schema of schemas) {
        await generateMigration({ folder, schema })
        git('add', '.')
        git('commit', '-q', '-m', 'A migration')
      }
    },
  }
}

/** Two branches as a merge leaves them: with conflicts in the journal and in the snapshots of one number. */
async function branched(base: Schema[], ours: Schema[], theirs: Schema[]): Promise<Repository> {
  const made = repository()
  await made.make(...base)
  made.git('switch', '-q', '-c', 'theirs')
  await made.make(...theirs)
  made.git('switch', '-q', 'main')
  await made.make(...ours)
  expect(() => made.git('merge', '-q', 'theirs')).toThrow('merge -q theirs')
  return made
}

function join(folder: string): void {
  const joined = joinBranches(folder)
  if (joined) writeJoined(folder, joined)
}

async function emptyDatabase(): Promise<{ url: string; sql: postgres.Sql }> {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  return { url: database.url, sql }
}

const up = (url: string, folder: string) => migrate({ url, folder, name: 'drizzle', by: 'test' })

async function catalogue(sql: postgres.Sql): Promise<string[]> {
  const things = await sql.begin(async (tx) => readThings(tx, await applicationSchemas(tx)))
  return things.map((thing) => JSON.stringify(thing)).toSorted((a, b) => a.localeCompare(b))
}

test('two branches are found, reported, and merged into one sequence that matches the code', async () => {
  const { folder } = await branched([{ books }], [{ books: titled }], [{ books: paged }, { books: paged, tags }])

  const told = branchProblems(folder)
  await expect(generateMigration({ folder, schema: { both, tags } })).rejects.toThrow('makemigrations --merge')
  join(folder)

  expect(told).toEqual([
    'Migrations from two branches conflict: 0001_add_title and 0001_add_pages, 0002_create_tags. Merge them with: npx brolly makemigrations --merge',
  ])
  expect(branchProblems(folder)).toEqual([])
  // The branch that started first keeps its names.
  expect(readFolder(folder).map(({ name, was, beside }) => ({ name, was, beside }))).toEqual([
    { name: '0000_create_books', was: [], beside: [] },
    { name: '0001_add_pages', was: [], beside: [] },
    { name: '0002_create_tags', was: [], beside: [] },
    { name: '0003_add_title', was: ['0001_add_title'], beside: ['0001_add_pages', '0002_create_tags'] },
  ])
  expect(readdirSync(path.join(folder, 'meta'))).toHaveLength(5)
  expect(await generateMigration({ folder, schema: { both, tags } })).toBeUndefined()
  expect(joinBranches(folder)).toBeUndefined()
})

test('databases of either branch, and a new one, come to the same', { timeout: 240_000 }, async () => {
  const made = repository()
  await made.make({ books })
  const [ours, theirs, fresh] = [await emptyDatabase(), await emptyDatabase(), await emptyDatabase()]
  made.git('switch', '-q', '-c', 'theirs')
  await made.make({ books: paged })
  await up(theirs.url, made.folder)
  made.git('switch', '-q', 'main')
  await made.make({ books: titled })
  await up(ours.url, made.folder)
  expect(() => made.git('merge', '-q', 'theirs')).toThrow('merge -q theirs')
  await expect(up(ours.url, made.folder)).rejects.toThrow('Migrations from two branches conflict')

  join(made.folder)
  for (const { url } of [ours, theirs, fresh]) await up(url, made.folder)

  const names = async ({ sql }: typeof ours) =>
    (await sql`select name from brolly.migrations where folder = 'drizzle' order by 1`).map((row) => String(row.name))
  expect(await catalogue(ours.sql)).toEqual(await catalogue(fresh.sql))
  expect(await catalogue(theirs.sql)).toEqual(await catalogue(fresh.sql))
  expect(await names(ours)).toEqual(['0000_create_books', '0001_add_pages', '0002_add_title'])
  expect(await names(theirs)).toEqual(await names(ours))
})

test('a journal in which both were kept by hand is merged too', async () => {
  const { folder } = await branched([{ books }], [{ books: titled }, { books: titled, tags }], [{ books: paged }])
  const file = path.join(folder, 'meta', '_journal.json')
  const entry = (idx: number, when: number, tag: string) => ({ idx, version: '7', when, tag, breakpoints: true })
  const tagsOf = readdirSync(folder).filter((name) => name.endsWith('.sql') && !name.endsWith('.down.sql'))
  writeFileSync(
    file,
    JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: [
        entry(0, 1, '0000_create_books'),
        entry(1, 3, '0001_add_title'),
        entry(2, 4, '0002_create_tags'),
        entry(1, 2, '0001_add_pages'),
      ],
    }),
  )

  join(folder)

  expect(tagsOf).toHaveLength(4)
  expect(readFolder(folder).map((each) => each.name)).toEqual([
    '0000_create_books',
    '0001_add_pages',
    '0002_add_title',
    '0003_create_tags',
  ])
  expect(await generateMigration({ folder, schema: { both, tags } })).toBeUndefined()
})

test('values that both add to an enum are joined in the order in which they are added', async () => {
  const { folder } = await branched(
    [{ mood: mood('sad', 'ok') }],
    [{ mood: mood('sad', 'so so', 'ok') }],
    [{ mood: mood('sad', 'ok', 'glad') }],
  )
  const { url, sql } = await emptyDatabase()

  join(folder)
  await up(url, folder)

  expect(await generateMigration({ folder, schema: { mood: mood('sad', 'so so', 'ok', 'glad') } })).toBeUndefined()
  const [row] = await sql`select enum_range(null::mood)::text as values`
  expect(row?.values).toBe('{sad,"so so",ok,glad}')
})

const numbered = (value: number) => pgTable('books', { id: id().default(value) })

test.each<{ what: string; ours: Schema; theirs: Schema; name: string }>([
  { what: 'one column in two ways', ours: { books: numbered(1) }, theirs: { books: numbered(2) }, name: 'books.id' },
  {
    what: 'a column of the same name',
    ours: { books: titled },
    theirs: { books: pgTable('books', { id: id(), title: integer() }) },
    name: 'books.title',
  },
  {
    what: 'the same, alike',
    ours: { books: titled },
    theirs: { books: pgTable('books', { id: id(), title: text(), more: text() }) },
    name: 'books.title',
  },
  { what: 'a table that the other drops', ours: { books: titled }, theirs: {}, name: 'books' },
])('branches that change $what are refused by its name, and nothing is written', async ({ ours, theirs, name }) => {
  const { folder } = await branched([{ books }], [ours], [theirs])
  const before = readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')

  expect(() => joinBranches(folder)).toThrow(`Both branches change ${name}, so they cannot be merged automatically.`)
  expect(readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')).toBe(before)
})

test('a snapshot of which one side was discarded is requested', async () => {
  const made = await branched([{ books }], [{ books: titled }], [{ books: paged }])
  made.git('checkout', '-q', '--ours', 'drizzle/meta/0001_snapshot.json')

  expect(() => joinBranches(made.folder)).toThrow(
    /contains only one of the two branches\. Restore both with `git checkout --merge/,
  )
  made.git('checkout', '-q', '--merge', 'drizzle/meta/0001_snapshot.json')
  expect(joinBranches(made.folder)?.renamed).toEqual([{ from: '0001_add_title', to: '0002_add_title' }])
})

test('a branch that was renumbered by hand is reported, because its snapshot does not contain the other', async () => {
  const made = repository()
  await made.make({ books }, { books: titled })
  const snapshot = path.join(made.folder, 'meta', '0001_snapshot.json')
  const text = JSON.parse(readFileSync(snapshot, 'utf8')) as { prevId: string }
  writeFileSync(snapshot, JSON.stringify({ ...text, prevId: 'another' }))

  await expect(generateMigration({ folder: made.folder, schema: { books: titled } })).rejects.toThrow(
    '0001_add_title does not follow 0000_create_books.',
  )
})
