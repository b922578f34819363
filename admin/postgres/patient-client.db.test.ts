import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net'
import postgres from 'postgres'
import { expect, onTestFinished } from 'vitest'
import { translateReadError } from '@/admin/server'
import { connect } from '../testing/connect'
import { test } from '../testing/kit/site-test'
import { withDeadlines } from './deadlines'
import { FairQueue } from './fair-queue'
import { aroundStatements, retryingClient } from './patient-client'

/** A database whose connection fails for each of the next `left` statements. */
function flaky(url: string) {
  const client = connect(url)
  onTestFinished(() => client.end({ timeout: 5 }))
  const fate = { left: 0 }
  const fail = async <Result>(work: () => PromiseLike<Result>): Promise<Result> => {
    if (fate.left-- > 0) throw Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' })
    return work()
  }
  return { fate, db: drizzle(retryingClient(aroundStatements(client, { statement: () => fail, transaction: fail }))) }
}

test('REL-020: a read on a dead connection is repeated once, and a write is not', async ({ url, client }) => {
  const { db, fate } = flaky(url)

  fate.left = 1
  expect([...(await db.execute(sql`select 1::int as one`))]).toEqual([{ one: 1 }])
  for (const write of [
    sql`insert into notices (text) values ('twice')`,
    sql`select * from notices for update`,
    sql`select nextval('brolly.audit_entries_id_seq')`,
    sql`with made as (insert into notices (text) values ('twice') returning 1) select * from made`,
  ]) {
    fate.left = 1
    await expect(db.execute(write)).rejects.toThrow(/./u)
  }
  fate.left = 50
  const error: unknown = await db.execute(sql`select 1`).catch((reason: unknown) => reason)
  expect(translateReadError(error)).toMatchObject({ code: 'UNAVAILABLE' })
  expect(await client`select 1 from notices where text = 'twice'`).toEqual([])
})

test('a transaction whose work had not begun is begun again, and no other', async ({ url }) => {
  const { db, fate } = flaky(url)

  fate.left = 1
  expect(await db.transaction(async (tx) => (await tx.execute(sql`select 1::int as one`))[0])).toEqual({ one: 1 })
  let runs = 0
  await expect(
    db.transaction(async () => {
      runs++
      throw Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' })
    }),
  ).rejects.toThrow('closed')
  expect(runs).toBe(1)
})

test('REL-018: connections that are ended between statements and within them are not noticed by a read', async ({
  url,
  client,
}) => {
  const own = postgres(url, { max: 3, onnotice: () => undefined, connection: { application_name: 'ended' } })
  onTestFinished(() => own.end({ timeout: 5 }))
  const db = drizzle(retryingClient(own))
  const kill = () => client`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ended'`
  const read = () => db.execute<{ n: number }>(sql`select n from generate_series(1, 3) n`)

  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all([read(), read(), kill(), read(), read()])
    for (const at of [0, 1, 3, 4]) expect([...(answers[at] ?? [])]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    await kill()
    expect([...(await read())]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  }
})

test('REL-024: a read that waits too long for a lock fails with a message', async ({ url, client }) => {
  const other = connect(url, { lockTimeoutMs: 1 })
  onTestFinished(() => other.end({ timeout: 5 }))
  const error: unknown = await client.begin(async (holder) => {
    await holder`lock table books in access exclusive mode`
    return other`select 1 from books`.catch((reason: unknown) => reason)
  })

  expect(translateReadError(error)).toMatchObject({
    code: 'TIMEOUT',
    message: 'Another session has locked these rows or tables, such as a migration. Try again in a moment.',
  })
})

test('a refusal before the database is reported as such, although it is wrapped like a failed statement', async ({
  url,
}) => {
  const client = connect(url)
  onTestFinished(() => client.end({ timeout: 5 }))
  const queue = new FairQueue({ slots: 1, perUser: 1, maxWaitMs: 1 })
  const run = <Result>(work: () => PromiseLike<Result>) => queue.run('ada', work)
  const db = drizzle(aroundStatements(client, { statement: () => run, transaction: run }))

  const error: unknown = await db
    .transaction(async () => {
      await db.execute(sql`select 1`)
    })
    .catch((reason: unknown) => reason)

  expect(translateReadError(error)).toMatchObject({ code: 'BUSY' })
})

test('a network that drops everything results in a message, whatever was in progress', async ({ url }) => {
  const line = await swallowingLine(url)
  const client = postgres(line.url, { max: 3, onnotice: () => undefined })
  const db = drizzle(retryingClient(withDeadlines(client, 2_000)))
  await Promise.all([1, 2, 3].map(() => client`select pg_sleep(0.05)`))
  const halfway = db.transaction(async (tx) => {
    await tx.execute(sql`select 1`)
    line.swallow()
    await tx.execute(sql`select 2`)
  })
  const told = async (work: Promise<unknown>) => translateReadError(await work.catch((error: unknown) => error))

  const first = told(halfway)
  await line.swallowed
  const answers = await Promise.all([
    first,
    told(db.execute(sql`select 1`)),
    told(db.transaction((tx) => tx.execute(sql`select 1`))),
  ])

  expect(answers.map((answer) => answer?.code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'])
  line.close()
  await client.end({ timeout: 0 })
})

/** A proxy to a database that at some moment stops forwarding anything. */
async function swallowingLine(url: string) {
  const { hostname, port } = new URL(url)
  let open = true
  let shut = () => undefined as void
  const swallowed = new Promise<void>((resolve) => (shut = resolve))
  const sockets: Socket[] = []
  const server = createServer((asking) => {
    const far = connectSocket(Number(port), hostname)
    for (const [from, other] of [
      [asking, far],
      [far, asking],
    ] as const) {
      sockets.push(from)
      from.on('error', () => undefined)
      from.on('data', (chunk) => void (open && other.write(chunk)))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const near = new URL(url)
  // A server that listens on a port has an address of this type.
  near.port = String((server.address() as AddressInfo).port)
  return {
    url: near.href,
    swallowed,
    swallow: () => {
      open = false
      shut()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
