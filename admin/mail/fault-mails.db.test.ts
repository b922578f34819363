import { DrizzleQueryError, sql } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import { brollyMail } from '@/admin/server'
import { faultMails, factsOf } from './fault-mails'
import { startSmtp } from '../testing/kit/smtp'
import { test } from '../testing/kit/site-test'
import type { Database } from '../postgres/database'

const to = ['ops@example.org', 'dev@example.org']
const canary = 'CANARY-4711'
const seen = { reference: '1a2b3c4d', route: '/admin/[table]/[key]' }

/** A fault as a hook of a project might throw it, at a line of its own for each name. */
function faultOf(name: string, message: string = canary): Error {
  const error = new Error(message)
  error.stack = `Error: ${message}\n    at ${name} (file:///app/db/shop/hooks.ts:10:5)\n    at save (file:///app/admin/save.ts:1:1)`
  return error
}

const queued = async (db: Database) =>
  (await db.execute<{ data: Record<string, unknown> }>(sql`select data from brolly.mails order by created_at`)).map(
    ({ data }) => data,
  )
const anHourLater = (db: Database) =>
  db.execute(sql`update brolly.mails set created_at = now() - interval '61 minutes'`)

test('F379: a fault is mailed to each address, without a message, a value or a secret in it', async ({ db, as }) => {
  const server = await startSmtp()
  onTestFinished(() => server.close())
  const env = () => ({
    BROLLY_SMTP_URL: server.url,
    BROLLY_MAIL_FROM: 'shop@example.org',
    BROLLY_URL: 'https://shop.example.org',
    NODE_ENV: 'production' as const,
  })
  const failed = await db.execute(sql`select ${canary}::text::int`).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(DrizzleQueryError)

  expect(await faultMails({ db, to }).report(failed, seen)).toBe(true)
  await brollyMail({ db, env, site: as().site }).deliver()

  expect(
    server.received
      .map((mail) => mail.to)
      .flat()
      .toSorted(),
  ).toEqual(to.toSorted())
  for (const { headers, text, html } of server.received) {
    expect(text).toContain('1a2b3c4d')
    expect(text).toContain('Route: /admin/[table]/[key]')
    expect(text).toMatch(/PostgresError 22P02/u)
    expect(text).toMatch(/:\d+:\d+/u)
    expect(`${headers}${text}${html}`).not.toMatch(/CANARY|select|invalid input/u)
  }
})

test('F379: of one fault, ten instances send one mail an hour, and the next one counts what was not sent', async ({
  db,
}) => {
  let now = 0
  const instances = Array.from({ length: 10 }, () => faultMails({ db, to: ['ops@example.org'], now: () => now }))
  const report = () => Promise.all(instances.map((instance) => instance.report(faultOf('ship'), seen)))

  expect((await report()).filter(Boolean)).toHaveLength(1)
  expect((await report()).filter(Boolean)).toEqual([])
  expect(await queued(db)).toMatchObject([{ since: 0, last: false }])

  now += 61 * 60 * 1000
  await anHourLater(db)
  expect((await report()).filter(Boolean)).toHaveLength(1)
  expect((await queued(db)).at(-1)?.since).toBeGreaterThan(0)
})

test('F379: another fault has a mail of its own, up to a number an hour for all of them', async ({ db }) => {
  const mails = faultMails({ db, to, mostPerHour: 3 })
  const sent = []
  for (const name of ['ship', 'pack', 'bill', 'sort', 'send']) sent.push(await mails.report(faultOf(name), seen))

  expect(sent).toEqual([true, true, true, false, false])
  expect((await queued(db)).map(({ last }) => last)).toEqual([false, false, false, false, true, true])
})

test('F379: nobody is told where nobody is named, and a database that is away is no second fault', async ({ db }) => {
  expect(await faultMails({ db, to: [] }).report(faultOf('ship'), seen)).toBe(false)
  const away = { transaction: () => Promise.reject(new Error('away')) } as unknown as Database
  let now = 0
  const mails = faultMails({ db: away, to, now: () => now })

  expect(await mails.report(faultOf('ship'), seen)).toBe(false)
  now += 61_000
  expect(await mails.report('not an error', seen)).toBe(false)
  expect(await queued(db)).toEqual([])
})

test('F379: what is told of an error is its kind and its lines, whatever its message looks like', () => {
  const hostile = `x\n    at ${canary} (file:///app/a.ts:1:1)\n    at ${canary} (file:///b.ts:2:2)`
  const facts = factsOf(Object.assign(faultOf('ship', hostile), { code: canary + ' a b' }))

  expect(facts.kinds).toEqual(['Error'])
  expect(facts.frames).toEqual(['ship (file:///app/db/shop/hooks.ts:10:5)', 'save (file:///app/admin/save.ts:1:1)'])
  expect(factsOf(faultOf('ship', 'other')).id).toBe(facts.id)
  expect(factsOf(faultOf('pack')).id).not.toBe(facts.id)
  expect(factsOf(new Error('caused', { cause: faultOf('ship') })).frames).toEqual(facts.frames)
  expect(factsOf(canary)).toMatchObject({ kinds: ['a value that is not an Error'], frames: [] })
})
