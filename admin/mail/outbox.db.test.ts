import { sql } from 'drizzle-orm'
import { describe, expect, onTestFinished } from 'vitest'
import { queueMail, smtpMailer } from '@/admin/server'
import { htmlOf } from './write-mail'
import { clearMails, deliver, queue, type Delivery, type Writer } from './outbox'
import type { Mailer } from './mailer'
import { startSmtp, type TestSmtp } from '../testing/kit/smtp'
import { test } from '../testing/kit/site-test'
import type { Database } from '../postgres/database'

const write: Writer = async ({ recipient, data }) => {
  const [subject, text] = [String(data.subject), String(data.text)]
  return { to: recipient, subject, text, html: htmlOf(subject, text) }
}
const hello = { to: 'ada@example.org', subject: 'Grüße', text: 'Hello <Ada>,\n\nall is well.' }

async function smtp(): Promise<{ server: TestSmtp; mailer: Mailer }> {
  const server = await startSmtp()
  onTestFinished(() => server.close())
  return { server, mailer: smtpMailer({ url: server.url, from: 'Library <library@example.org>' }) }
}

const states = (db: Database) =>
  db.execute<Record<string, unknown>>(sql`select attempts, due_at is not null as waiting, sent_at is not null as sent,
    failed_at is not null as failed, error from brolly.mails order by created_at`)
const makeDue = (db: Database) => db.execute(sql`update brolly.mails set due_at = now() where due_at is not null`)

describe('a queued mail', () => {
  test('is sent by SMTP once, as text and as HTML, however many servers look', async ({ db }) => {
    const { server, mailer } = await smtp()
    await queueMail(db, hello)
    await Promise.all([1, 2, 3].map(() => deliver({ db, mailer, write })))
    await deliver({ db, mailer, write })

    expect(server.received).toHaveLength(1)
    expect(server.received[0]).toMatchObject({ from: 'library@example.org', to: ['ada@example.org'] })
    expect(server.received[0]?.headers).toContain('Auto-Submitted: auto-generated')
    expect(server.received[0]?.text).toContain('all is well.')
    expect(server.received[0]?.html).toContain('Hello &lt;Ada&gt;,')
    expect(await states(db)).toMatchObject([{ attempts: 1, waiting: false, sent: true, error: null }])
  })

  test('REL-012: is not sent if its transaction is rolled back', async ({ db }) => {
    const { server, mailer } = await smtp()
    const work = db.transaction(async (tx) => {
      await queueMail(tx, hello)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await deliver({ db, mailer, write })).toBe(0)
    expect(server.received).toEqual([])
  })

  test('is tried again while the server is away, and given up in the end', async ({ db }) => {
    const { server, mailer } = await smtp()
    server.refuseWith = 451
    await queueMail(db, hello)
    await deliver({ db, mailer, write })
    expect(await states(db)).toMatchObject([{ attempts: 1, waiting: true, failed: false }])
    expect(await deliver({ db, mailer, write }), 'not at once').toBe(0)
    for (let attempt = 2; attempt <= 6; attempt++) {
      await makeDue(db)
      await deliver({ db, mailer, write })
    }

    expect(await states(db)).toMatchObject([{ attempts: 6, waiting: false, failed: true, sent: false }])
    server.refuseWith = null
    await makeDue(db)
    expect(await deliver({ db, mailer, write })).toBe(0)
  })

  test('arrives after a failure, and after the process that had taken it was killed', async ({ db }) => {
    const { server, mailer } = await smtp()
    await queueMail(db, hello)
    const killed: Delivery = { db, mailer, write: () => new Promise(() => undefined) }
    void deliver(killed)
    await expect.poll(() => states(db)).toMatchObject([{ attempts: 1, waiting: true }])
    expect(await deliver({ db, mailer, write }), 'it is still taken').toBe(0)
    await makeDue(db)
    await deliver({ db, mailer, write })

    expect(server.received).toHaveLength(1)
    expect(await states(db)).toMatchObject([{ attempts: 2, sent: true }])
  })

  test('is given up at once if the server refuses it for good', async ({ db }) => {
    const { server, mailer } = await smtp()
    server.refuseWith = 550
    await queueMail(db, hello)
    await deliver({ db, mailer, write })

    expect(await states(db)).toMatchObject([{ attempts: 1, waiting: false, failed: true }])
  })

  test('is kept in the mailbox instead, with its text', async ({ db }) => {
    await queueMail(db, hello)
    await deliver({ db, mailer: 'mailbox', write })

    expect(await db.execute(sql`select content->>'text' as text from brolly.mails`)).toMatchObject([
      { text: hello.text },
    ])
  })
})

test.for([
  'ada@example.org, eve@evil.example',
  'ada@example.org\r\nBcc: eve@evil.example',
  'Ada <ada@example.org>',
  'ada@example.org;eve@evil.example',
  'ada',
  '',
] as const)('SEC-010: %j is not one address', async (to, { db }) => {
  await expect(queueMail(db, { ...hello, to })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(queueMail(db, { ...hello, subject: 'Hello\r\nBcc: eve@evil.example' })).rejects.toMatchObject({
    code: 'INVALID',
  })
  expect(await states(db)).toEqual([])
})

test('SEC-010: a row that was written past these checks is not sent either', async ({ db }) => {
  const { server, mailer } = await smtp()
  await db.execute(sql`insert into brolly.mails (kind, recipient, data)
    values ('message', ${'ada@example.org\nBcc: eve@evil.example'}, '{"subject": "Hello", "text": "x"}')`)
  await deliver({ db, mailer, write })

  expect(server.received).toEqual([])
  expect(await states(db)).toMatchObject([{ failed: true }])
})

test('a form cannot flood a mailbox: beyond five an hour nothing is queued', async ({ db }) => {
  for (let count = 0; count < 8; count++) await queue(db, { kind: 'reset', recipient: 'ada@example.org' })
  await queue(db, { kind: 'reset', recipient: 'eve@example.org' })

  expect(await states(db)).toHaveLength(6)
})

test('what was dealt with a month ago is removed', async ({ db }) => {
  for (const to of ['old@example.org', 'new@example.org']) await queueMail(db, { ...hello, to })
  await deliver({ db, mailer: 'mailbox', write })
  await db.execute(
    sql`update brolly.mails set created_at = now() - interval '31 days' where recipient = 'old@example.org'`,
  )
  await clearMails(db)

  expect(await db.execute(sql`select recipient from brolly.mails`)).toMatchObject([{ recipient: 'new@example.org' }])
})
