import { sql } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import type { AdminContext } from '../site/context'
import { test } from '../testing/kit/site-test'
import { addRecord } from '../write/save-record'
import { connectDatabase } from './connect'
import { translateReadError } from './errors'

const connected = (url: string, statementTimeoutMs?: number) => {
  const own = connectDatabase(url, { max: 1, ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }) })
  onTestFinished(() => own.close())
  return own.db
}
const told = async (work: PromiseLike<unknown>) => translateReadError(await work.then(null, (error: unknown) => error))

async function addNotice(ctx: AdminContext, text: string) {
  const admin = ctx.site.byPath('notices')
  if (!admin) throw new Error('The table is missing.')
  return addRecord(ctx, admin, new Map([['text', text]]))
}

test('REL-024: a statement that takes too long ends with a message, and no transaction stays idle for long', async ({
  url,
}) => {
  const db = connected(url, 50)

  expect(await told(db.execute(sql`select pg_sleep(60)`))).toMatchObject({ code: 'TIMEOUT' })
  expect([...(await db.execute(sql`show idle_in_transaction_session_timeout`))]).toEqual([
    { idle_in_transaction_session_timeout: '1min' },
  ])
})

test('REL-027: a server that only reads says so, and is written to once it may be', async ({ as, url, client }) => {
  const db = connected(url)
  const ctx = { ...as(), db }
  await db.execute(sql`set default_transaction_read_only = on`)

  await expect(addNotice(ctx, 'Refused')).rejects.toMatchObject({ message: expect.stringMatching(/read-only/u) })
  expect([...(await db.execute(sql`select 1::int as one`))]).toEqual([{ one: 1 }])
  await db.execute(sql`set default_transaction_read_only = off`)
  await addNotice(ctx, 'Written')

  expect(await client`select text from notices where text in ('Refused', 'Written')`).toEqual([{ text: 'Written' }])
})

test('REL-031: a full disk refuses writes in plain words; reads and, once there is room, writes work', async ({
  as,
  client,
}) => {
  const ctx = as()
  await client.unsafe(`create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100'; end $$;
    create trigger full_disk before insert on notices execute function full_disk()`)

  await expect(addNotice(ctx, 'Refused')).rejects.toMatchObject({
    message: 'The database is out of disk space. Reading still works. Nothing was saved.',
  })
  expect([...(await ctx.db.execute(sql`select 1::int as one`))]).toEqual([{ one: 1 }])
  await client`drop function full_disk cascade`
  await addNotice(ctx, 'Written again')

  expect(await client`select text from notices where text in ('Refused', 'Written again')`).toEqual([
    { text: 'Written again' },
  ])
})

test('REL-033: a server without a free connection is reported, and used again when there is one', async ({
  url,
  client,
}) => {
  const role = `crowded_${new URL(url).pathname.slice(1)}`
  await client.unsafe(`create role ${role} login password 'crowded' connection limit 1`)
  const crowded = new URL(url)
  crowded.username = role
  crowded.password = 'crowded'
  const first = connectDatabase(crowded.href, { max: 1 })
  const second = connectDatabase(crowded.href, { max: 1 })
  onTestFinished(async () => {
    await second.close()
    await client.unsafe(`drop role ${role}`)
  })
  await first.db.execute(sql`select 1`)

  expect(await told(second.db.execute(sql`select 1`))).toMatchObject({ code: 'UNAVAILABLE' })
  await first.close()
  await expect
    .poll(() =>
      second.db.execute(sql`select 1::int as one`).then(
        (rows) => [...rows],
        () => null,
      ),
    )
    .toEqual([{ one: 1 }])
})
