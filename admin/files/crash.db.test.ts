import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { siteTest } from '../testing/kit/site-test'
import { compileProcess, killAfter, removeProcess, seeded, spawnProcess } from '../testing/process-fixture'
import { clearFiles } from './clear-files'
import { folderStore } from './folder-store'
import { papersAdmin, papersSchema, papersTables } from './papers-fixture'

const test = siteTest({ schema: papersSchema, tables: papersTables })

let compiled: string
let folder: string

beforeAll(async () => {
  compiled = await compileProcess(path.join(import.meta.dirname, 'crash-process-fixture.ts'))
  folder = await mkdtemp(path.join(tmpdir(), 'brolly-crash-'))
})

afterAll(async () => {
  removeProcess(compiled)
  await rm(folder, { recursive: true })
})

/** The names of all objects, also of those that are being written. */
async function stored(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => name.includes(path.sep)).map((name) => path.basename(name))
}

/** The keys of the files of all rows, and those that the log names; each is complete, and the database knows what is in it. */
async function referred(client: Sql): Promise<string[]> {
  const keys = await client<{ key: string }[]>`select distinct found[1] as key from (
      select scan as text from papers union all select changes::text from brolly.audit_entries) texts
    cross join lateral regexp_matches(text, '[0-9a-f]{32}', 'g') found order by 1`
  for (const { key } of keys) {
    const [row] = await client`select state, size::int, checksum from brolly.files where key = ${key}`
    const content = await readFile(path.join(folder, key.slice(0, 2), key))
    expect(row).toEqual({
      state: 'kept',
      size: content.length,
      checksum: createHash('sha256').update(content).digest('hex'),
    })
  }
  return keys.map(({ key }) => key)
}

/** The server ends a transaction when it sees that its client is gone. */
const untilAlone = (client: Sql) =>
  vi.waitUntil(
    async () =>
      (
        await client`select 1 from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start is not null`
      ).length === 0,
    { timeout: 60_000 },
  )

test('REL-048: after kill -9 between storing and saving, no row lacks its file, and only what nothing refers to is cleared', async ({
  as,
  client,
  url,
}) => {
  const undisturbed = spawnProcess(compiled, [url, folder, '1'])
  const ended = once(undisturbed, 'exit')
  let lines = 0
  for await (const _ of createInterface({ input: undisturbed.stdout })) lines++
  await ended
  expect(await referred(client)).toHaveLength(2)

  const kills = 5
  let orphans = 0
  for (let seed = 1; seed <= kills; seed++) {
    const random = seeded(seed)
    await killAfter(spawnProcess(compiled, [url, folder, '1']), {
      lines: 1 + Math.floor(((seed - random()) * (lines - 1)) / kills),
      turns: Math.floor(random() * 200_000),
    })
    await untilAlone(client)
    const kept = await referred(client)
    const before = await stored()
    expect(before).toEqual(expect.arrayContaining(kept))
    orphans += before.length - kept.length

    await clearFiles(as().db, as({ admins: [papersAdmin] }).site, { store: folderStore(folder), hours: 0 })
    expect((await stored()).toSorted()).toEqual(kept)
    expect((await client`select key from brolly.files order by key`).map(({ key }) => key as string)).toEqual(kept)
    await referred(client)
  }
  // Otherwise the kills came at no moment that matters.
  expect(orphans).toBeGreaterThan(1)
}, 400_000)
