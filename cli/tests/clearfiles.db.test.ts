import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { runHere } from './run-here-fixture'

const [inRow, inLog, unsaved, fresh, unknown] = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(32)) as [
  string,
  string,
  string,
  string,
  string,
]

/** A store with an object for each key, written two days ago. */
function makeStore(keys: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-clear-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const old = new Date(Date.now() - 48 * 60 * 60 * 1000)
  for (const key of keys) {
    const place = path.join(folder, key.slice(0, 2), key)
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, 'content')
    utimesSync(place, old, old)
  }
  return folder
}

test(
  'clearfiles removes what nothing refers to, keeps what a row or the history names, and counts both',
  { timeout: 240_000 },
  async () => {
    const database = await createTestDatabase({ empty: true })
    onTestFinished(() => database.drop())
    const sql = postgres(database.url, { onnotice: () => undefined })
    onTestFinished(() => sql.end())
    const part = `${unknown}.part`
    const store = makeStore([inRow, inLog, unsaved, fresh, unknown, part])
    const variables = { DATABASE_URL: database.url, BROLLY_FILES: store }
    expect(await runHere(['migrate'], variables)).toMatchObject({ code: 0 })
    await sql`insert into categories (id, name, slug) values (1, 'Chairs', 'chairs')`
    await sql`insert into products (name, slug, sku, category_id, price, picture) values ('Chair', 'chair', 'C-1', 1, 10, ${`${inRow}/a.png`})`
    await sql`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes)
    values ('ada', 'products', '1', 'Chair', 'change', ${sql.json({ picture: [`${inLog}/b.png`, `${inRow}/a.png`] })})`
    for (const [key, state, age] of [
      [inRow, 'kept', '2 days'],
      [inLog, 'kept', '2 days'],
      [unsaved, 'pending', '2 days'],
      [fresh, 'pending', '2 hours'],
    ] as const)
      await sql`insert into brolly.files (key, "table", "column", name, type, size, state, owner_id, created_at, kept_at)
      values (${key}, 'products', 'picture', 'x.png', 'image/png', 7, ${state}, gen_random_uuid(), now() - ${age}::interval, now() - ${age}::interval)`
    const left = () => readdirSync(store, { recursive: true }).filter((name) => String(name).includes(path.sep)).length
    const clear = (...args: string[]) => runHere(['clearfiles', ...args], variables)

    expect(await clear('--dry-run')).toEqual({
      code: 0,
      err: '',
      out: `Would remove 1 file and 2 leftovers, 21 bytes, from the folder ${store}.\n`,
    })
    expect(left()).toBe(6)
    expect(await clear()).toMatchObject({
      out: `Removed 1 file and 2 leftovers, 21 bytes, from the folder ${store}.\n`,
    })
    expect(await sql`select key from brolly.files order by key`).toEqual([inRow, inLog, fresh].map((key) => ({ key })))
    expect(left()).toBe(3)

    // As `clearaudit` does, after which nothing could bring the file back.
    await sql`delete from brolly.audit_entries`
    expect(await clear('--hours', '1')).toMatchObject({
      out: `Removed 2 files and 0 leftovers, 14 bytes, from the folder ${store}.\n`,
    })
    expect(await sql`select key from brolly.files`).toEqual([{ key: inRow }])
    expect(existsSync(path.join(store, 'aa', inRow))).toBe(true)
  },
)

test('clearfiles explains itself, and refuses what it cannot do', async () => {
  const help = await runHere(['clearfiles', '--help'])
  expect(help.out).toContain('Remove uploaded files that nothing refers to.')
  expect(help.out).toMatch(/--hours <value>[\s\S]*--dry-run/u)
  expect(await runHere(['clearfiles', '--hours', '0'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('Must be 1 or more'),
  })
  const nowhere = { NODE_ENV: 'production', DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' }
  expect(await runHere(['clearfiles'], nowhere)).toEqual({
    code: 1,
    out: '',
    err: 'There is no place for files. Set BROLLY_FILES.\n',
  })
})
