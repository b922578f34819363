import path from 'node:path'
import type postgres from 'postgres'
import { compileProcess, spawnProcess, type Lines } from '@/admin/testing/process-fixture'
import { dataMarker } from '../files/folder'
import { catalogueLines } from '../inspect/catalogue-lines-fixture'
import { statements } from '../files/migration-fixture'

/** Twenty files of every kind. Running one twice always leaves a trace: each adds one to every row. */
export function twentyFiles(): Record<string, string> {
  const rows = "books (id, mood) select n, 'good' from generate_series(1, 40) n"
  const files: Record<string, string> = {
    '0000_start': statements(
      "create type mood as enum ('good')",
      'create table books (id int primary key, mood mood, times int not null default 0)',
      `insert into ${rows}`,
      'create table runs (id serial primary key, what text)',
    ),
    '0001_index': statements(again, 'create index concurrently books_mood on books (mood)', again),
    '0002_moods': statements("alter type mood add value 'bad'", again, "update books set mood = 'bad' where id > 30"),
    '0003_batches': dataMarker,
    '0003_batches.ts': batchesCode('books'),
    '0004_apart': `-- brolly:no-transaction\n${statements(again, 'vacuum books', again)}`,
    '0005_code': dataMarker,
    '0005_code.ts': `export async function up({ sql }) { await sql\`${again}\`; await sql\`insert into runs (what) values ('code')\` }`,
    '0006_more': statements(
      'create table prices (id int primary key, times int not null default 0)',
      'insert into prices select n from generate_series(1, 30) n',
    ),
    '0007_unique': statements('create unique index concurrently prices_times on prices (id, times)', again),
    '0008_batches': dataMarker,
    '0008_batches.ts': batchesCode('prices'),
    '0009_drop': statements(again, 'drop index concurrently books_mood', again),
  }
  for (let number = 10; number < 20; number++) {
    const column = `alter table books add column c${number} int default ${number}`
    const index = `create index concurrently books_c${number} on books (c${number})`
    files[`00${number}_column`] = statements(column, again, index, `insert into runs (what) values ('c${number}')`)
  }
  return files
}

const again = 'update books set times = times + 1'

const batchesCode = (table: string) => `export const transaction = 'batches'
export async function up({ sql, batch }) {
  await batch({ table: '${table}', size: 10 }, async (rows) => {
    await sql\`update ${table} set times = times + 1 where id in \${sql(rows.map((row) => row.id))}\`
  })
}`

/** Everything that a run leaves behind, for comparing two runs. */
export async function leftBehind(sql: postgres.Sql): Promise<unknown> {
  return {
    catalogue: await catalogueLines(sql),
    invalid: await sql`select indexrelid::regclass::text as name from pg_index where not indisvalid`,
    books: await sql`select * from books order by id`,
    prices: await sql`select * from prices order by id`,
    runs: await sql`select what from runs order by what`,
    recorded: await sql`select name, checksum, state from brolly.migrations where folder = 'drizzle' order by name`,
    kit: await sql`select hash, created_at from drizzle.__drizzle_migrations order by created_at`,
  }
}

/** A runner in a separate process. */
export const compileRunner = (): Promise<string> =>
  compileProcess(path.join(import.meta.dirname, 'migrate-fixture-process.ts'))

/** Starts a runner in a separate process. */
export const spawnRunner = (runner: string, { folder, url }: { folder: string; url: string }): Lines =>
  spawnProcess(runner, [folder, url])
