import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { deleteRecords } from '@/admin/server'
import { adminOf, test, type SiteFixture } from '../../testing/kit/site-test'
import { contents } from '../../testing/kit/undo'
import { compileProcess, killAfter, removeProcess, seeded, spawnProcess } from '../../testing/process-fixture'

let compiled: string

beforeAll(async () => {
  compiled = await compileProcess(path.join(import.meta.dirname, 'plan-process-fixture.ts'))
})

afterAll(() => removeProcess(compiled))

/** A branch with rows below it: thousands, or as many as can be moved one by one in a short time. */
const many = (books: number) => `
  insert into books (id, title, branch_id, slug, added_at) select n, 'Book ' || n, 1, 'b' || n, '2026-01-01' from generate_series(1001, ${1000 + books}) n;
  insert into book_tags select n, 'sci' from generate_series(1001, ${1000 + books}) n;
  insert into members (id, name, branch_id) select ('00000000-0000-4000-8000-00000000' || n)::uuid, 'M' || n, 1 from generate_series(1001, 2000) n;
  update members set brought_by = ('00000000-0000-4000-8000-00000000' || 1001)::uuid where branch_id = 1;`

/** The rows of all tables, and the number of entries in the log. */
async function state(client: Sql): Promise<string> {
  const [log] = await client`select count(*)::int as entries from brolly.audit_entries`
  return `${await contents(client)}\n${log?.entries}`
}

async function prepare({ client, as }: Pick<SiteFixture, 'client' | 'as'>, kind: string): Promise<void> {
  await client.unsafe(`delete from brolly.audit_entries; delete from loans; delete from book_tags where book_id > 1000;
    delete from books where branch_id = 1 or id > 1000; delete from members where id::text like '%-8000-00000000____'; update books set copies = 1;
    insert into branches (id, name) overriding system value values (1, 'North') on conflict do nothing; ${many(kind === 'merge' ? 300 : 2500)}`)
  if (kind !== 'undo') return
  const ctx = { ...as(), requestId: 'deleted' }
  await deleteRecords(ctx, adminOf(ctx, 'branches'), { selection: { kind: 'keys', keys: ['1'] }, agreed: 6001 })
}

/** The server ends a transaction when it sees that its client is gone, which is after the statement that it runs. */
async function untilAlone(client: Sql): Promise<void> {
  await vi.waitUntil(
    async () => {
      const others = await client`select 1 from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()`
      return others.length === 0
    },
    { timeout: 60_000 },
  )
}

test.for(['edit', 'action', 'delete', 'merge', 'undo'])(
  'REL-048: a killed %s of thousands of rows has happened as a whole, or not at all',
  { timeout: 400_000 },
  async (kind, { client, as, url }) => {
    await client`delete from members where branch_id = 1`
    const run = async () => {
      await prepare({ client, as }, kind)
      return { before: await state(client), child: spawnProcess(compiled, [url, kind]) }
    }
    const undisturbed = await run()
    const ended = once(undisturbed.child, 'exit')
    let lines = 0
    for await (const _ of createInterface({ input: undisturbed.child.stdout })) lines++
    await ended
    const after = await state(client)
    expect(after).not.toBe(undisturbed.before)
    expect(lines).toBeGreaterThan(5)

    const kills = 2
    let notDone = 0
    for (let seed = 1; seed <= kills; seed++) {
      const random = seeded(seed)
      const { before, child } = await run()
      await killAfter(child, {
        lines: 1 + Math.floor(((seed - random()) * (lines - 1)) / kills),
        turns: Math.floor(random() * 4_000_000),
      })
      await untilAlone(client)
      const found = await state(client)
      expect([before, after]).toContain(found)
      if (found === before) notDone++
    }
    // Otherwise the kills came too late to test anything.
    expect(notDone).toBeGreaterThan(0)
  },
)
