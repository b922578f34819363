import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import type postgres from 'postgres'
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

/**
 * Compiles a runner with its packages to one file that Node.js runs directly: seventy of them start much faster that
 * way.
 */
export async function compileRunner(): Promise<string> {
  const root = path.resolve(import.meta.dirname, '..', '..')
  // Inside the project, so that its packages are found.
  const folder = path.join(root, 'node_modules', '.cache')
  mkdirSync(folder, { recursive: true })
  const outfile = path.join(mkdtempSync(path.join(folder, 'crash-')), 'runner.mjs')
  await build({
    entryPoints: [path.join(import.meta.dirname, 'migrate-fixture-process.ts')],
    outfile,
    bundle: true,
    // They load files beside their own.
    external: ['libpg-query', 'tsx'],
    platform: 'node',
    format: 'esm',
    conditions: ['react-server'],
    alias: { '@': root },
    logLevel: 'warning',
  })
  return outfile
}

export function removeRunner(runner: string): void {
  rmSync(path.dirname(runner), { recursive: true, force: true })
}

/** Starts a runner in a separate process. */
export function spawnRunner(
  runner: string,
  { folder, url }: { folder: string; url: string },
): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, ['--conditions=react-server', runner, folder, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return Object.assign(child, { stdout: child.stdout })
}

/** Kills a runner with `kill -9` after a number of its lines and of turns of an idle loop. */
export async function killAfter(
  child: ReturnType<typeof spawnRunner>,
  { lines, turns }: { lines: number; turns: number },
): Promise<void> {
  const ended = once(child, 'exit')
  let seen = 0
  for await (const _ of createInterface({ input: child.stdout })) if (++seen === lines) break
  for (let turn = 0; turn < turns; turn++) Math.sqrt(turn)
  child.kill('SIGKILL')
  await ended
}

/** Pseudorandom numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
