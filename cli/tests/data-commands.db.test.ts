import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { runHere } from './run-here-fixture'
import { checksums, databaseOf, demoPair, demoTables, run } from './data-databases-fixture'

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An empty database migrated with `brolly migrate`. */
async function migrated(): Promise<string> {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  expect(await runHere(['migrate'], { DATABASE_URL: database.url })).toMatchObject({ code: 0 })
  return database.url
}

/** The command without its launcher, so that signals and measurements apply to the working process. */
function commandArguments(args: readonly string[]): string[] {
  const memory = path.resolve('cli/tests/memory-fixture-process.ts')
  return ['--conditions=react-server', '--import', 'tsx', '--import', memory, 'cli/main.ts', ...args]
}

function environment(url: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, NODE_ENV: 'test', DATABASE_URL: url, ...more }
}

test('a file of the demo restores a migrated database exactly', { timeout: 240_000 }, async () => {
  const [{ full }, empty] = [await demoPair(), await migrated()]
  const file = path.join(scratch(), 'demo.jsonl')

  const dumped = await runHere(['dumpdata', '--output', file], { DATABASE_URL: full })
  const loaded = await runHere(['loaddata', file], { DATABASE_URL: empty })

  expect(dumped).toEqual({ code: 0, err: '', out: `Wrote 52,558 rows of 8 tables to ${file}.\n` })
  expect(loaded).toEqual({ code: 0, err: '', out: 'Loaded 52,558 rows into 9 tables.\n' })
  expect(statSync(file).mode & 0o077).toBe(0)
  expect(await checksums(empty)).toEqual(await checksums(full))

  const again = await runHere(['loaddata', file], { DATABASE_URL: empty })
  expect(again.code).toBe(1)
  expect(again.err).toMatch(
    /^\S+demo\.jsonl, line 3, table categories: this row already exists .*Nothing was changed\.\n$/,
  )
})

test('one process can read what another writes', { timeout: 240_000 }, async () => {
  const [{ full }, empty] = [await demoPair(), await migrated()]
  const dump = 'DATABASE_URL="$FROM" node bin/brolly.js dumpdata products categories'
  const pipe = `${dump} | DATABASE_URL="$TO" node bin/brolly.js loaddata - --json`

  const ran = spawnSync('sh', ['-c', pipe], { encoding: 'utf8', env: environment('', { FROM: full, TO: empty }) })

  expect(ran.stderr).toBe('')
  expect(JSON.parse(ran.stdout)).toEqual([
    { table: 'categories', rows: 28, written: 28 },
    { table: 'products', rows: 800, written: 800 },
  ])
})

test.each([
  [['dumpdata', 'produkts'], 1, /^Table produkts not found\. The tables are categories, collection_products, /],
  [['dumpdata', '--where', 'products'], 1, /^--where needs a table, "=" and a condition in SQL/],
  [['dumpdata', '--where', 'products=nam = 1'], 1, /^The condition on products is not valid SQL\./],
  [['dumpdata', '--output', '/nowhere/at/all'], 1, /^\/nowhere\/at\/all cannot be written: /],
  [['loaddata'], 2, /missing required argument 'files'/],
  [['loaddata', 'missing.jsonl'], 1, /^File not found: missing\.jsonl\.\n$/],
  [['loaddata', 'x', '--on-conflict', 'ignore'], 2, /Must be error, update or skip/],
  [['loaddata', 'package.json'], 1, /^package\.json, line 1: the line is not valid here\. Nothing was changed\.\n$/],
])('%j is refused with a message', { timeout: 240_000 }, async (args, code, message) => {
  const url = await databaseOf(demoTables())

  const ran = await runHere(args, { DATABASE_URL: url })

  expect(ran).toMatchObject({ code, err: expect.stringMatching(message) })
  expect(ran.err).not.toMatch(/\n +at /)
})

test('100,000 rows are streamed without being held in memory', { timeout: 240_000 }, async () => {
  const tables = demoTables()
  const [full, empty] = [await databaseOf(tables), await databaseOf(tables)]
  await run(full, (sql) =>
    sql.unsafe(`insert into customers (name, email, country, city, notes)
      select 'Customer ' || n, n || '@example.com', 'DE', 'Berlin', repeat('All about this customer. ', 40) from generate_series(1, 100000) n`),
  )
  const folder = scratch()
  const file = path.join(folder, 'customers.jsonl')
  const peaks = [
    ['dumpdata', '--output', file],
    ['loaddata', file],
  ].map((args, index) => {
    const memory = path.join(folder, String(index))
    // Rows held in memory would not fit into this heap; the limit below covers memory outside of it.
    const ran = spawnSync(process.execPath, ['--max-old-space-size=64', ...commandArguments(args)], {
      encoding: 'utf8',
      env: environment(index === 0 ? full : empty, { BROLLY_TEST_MEMORY: memory }),
    })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    return Number(readFileSync(memory, 'utf8')) * 1024
  })

  expect(statSync(file).size).toBeGreaterThan(100 * 1024 * 1024)
  expect(await checksums(empty)).toEqual(await checksums(full))
  for (const peak of peaks) expect(peak).toBeLessThan(240_000_000)
})

test('REL-036: kill -9 in the middle of a load leaves the database unchanged', { timeout: 240_000 }, async () => {
  const [{ full }, empty] = [await demoPair(), await migrated()]
  const file = path.join(scratch(), 'demo.jsonl')
  expect(await runHere(['dumpdata', 'customers', '--output', file], { DATABASE_URL: full })).toMatchObject({
    code: 0,
  })
  const before = await checksums(empty)
  const lines = readFileSync(file, 'utf8').split('\n')
  const child = spawn(process.execPath, commandArguments(['loaddata', '-']), {
    env: environment(empty),
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // It is killed while it is written to.
  child.stdin.on('error', () => undefined)
  // The rest never comes: the load waits in the middle of a table.
  child.stdin.write(`${lines.slice(0, 3_000).join('\n')}\n`)
  const backends = () =>
    run(
      empty,
      (sql) =>
        sql`select pid from pg_stat_activity where application_name = 'brolly data' and datname = current_database() and (query like 'copy "%' or query like 'copy public%')`,
    )
  await expect.poll(backends, { timeout: 120_000 }).toHaveLength(1)

  child.kill('SIGKILL')
  await gone
  await expect.poll(backends, { timeout: 120_000 }).toHaveLength(0)

  expect(await checksums(empty)).toEqual(before)
  expect(await runHere(['loaddata', file], { DATABASE_URL: empty })).toMatchObject({ code: 0 })
  const customers = 'public.customers'
  expect((await checksums(empty))[customers]).toBe((await checksums(full))[customers])
})

test('a failed dump leaves no partial file and keeps the previous one', async () => {
  const folder = scratch()
  const file = path.join(folder, 'demo.jsonl')
  writeFileSync(file, 'from before')
  const url = await databaseOf(['create table elsewhere (id integer)'])

  const ran = await runHere(['dumpdata', '--output', file], { DATABASE_URL: url })

  expect(ran).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^The database has no table \w+\. Apply pending migrations with: npx brolly migrate\n$/),
  })
  expect(readFileSync(file, 'utf8')).toBe('from before')
  expect(existsSync(`${file}.part`)).toBe(false)
})
