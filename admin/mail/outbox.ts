import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mails } from '../brolly/tables'
import { AdminError } from '../errors'
import type { Database } from '../postgres/database'
import type { Mail, Mailer } from './mailer'
import * as words from '../words/mail'

/** A mail that is to be written and sent. */
export interface QueuedMail {
  readonly id: string
  readonly kind: string
  readonly recipient: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Writes a queued mail just before it is sent; null if there is nothing to send (any more). */
export type Writer = (mail: QueuedMail) => Promise<Mail | null>

export interface Delivery {
  readonly db: Database
  /** `mailbox`: the mails are only kept, to be read in the admin. */
  readonly mailer: Mailer | 'mailbox'
  readonly write: Writer
}

/** Mails of one kind to one address within an hour: nobody can flood a mailbox through a form. */
const mostPerHour = 5

/** After each failed attempt the next one is this many minutes later; after the last, the mail is given up. */
const pausesInMinutes = [1, 5, 30, 120, 360]
/** A mail that a process had taken is tried again after this, if the process was killed. */
const leaseMinutes = 5
const keptDays = 30

/**
 * Queues a mail in the caller's transaction; it is sent after the commit, by the server. Beyond five of a kind to one
 * address within an hour, nothing is queued. The work is the same for every address.
 */
export async function queue(
  db: Database,
  { kind, recipient, data = {} }: { kind: string; recipient: string; data?: Record<string, unknown> },
): Promise<void> {
  await db.execute(sql`
    insert into brolly.mails (kind, recipient, data)
    select ${kind}, ${recipient}::text, ${JSON.stringify(data)}::text::jsonb
    where (select count(*) from brolly.mails m where m.recipient = ${recipient}::text and m.kind = ${kind}
      and m.created_at > now() - interval '1 hour') < ${mostPerHour}`)
}

/**
 * A message of your own. Queue it in the transaction of the change that it tells of: it is sent once, after the commit.
 * Without `html` it is sent as plain text in simple HTML.
 *
 * @throws {AdminError} `INVALID` if the address is not exactly one, or if the subject has line breaks.
 */
export async function queueMail(
  db: Database,
  { to, subject, text, html }: { to: string; subject: string; text: string; html?: string },
): Promise<void> {
  refuseInjection(to, subject)
  await db.insert(mails).values({ kind: 'message', recipient: to, data: { subject, text, html } })
}

/** @throws {AdminError} `INVALID` */
function refuseInjection(to: string, subject: string): void {
  if (/[\s,;<>"\p{Cc}]/u.test(to) || to.split('@').length !== 2) throw new AdminError('INVALID', words.notOneAddress)
  if (/\p{Cc}/u.test(subject)) throw new AdminError('INVALID', words.subjectOneLine)
}

const row = z.object({
  id: z.string(),
  kind: z.string(),
  recipient: z.string(),
  data: z.record(z.string(), z.unknown()),
  attempts: z.number(),
})

/**
 * Sends what is due, one mail after the other. Several servers share the work: each takes a mail by a statement of its
 * own, and no transaction is open while a mail is sent.
 *
 * @returns How many mails were dealt with.
 */
export async function deliver(delivery: Delivery): Promise<number> {
  let dealtWith = 0
  for (let mail = await take(delivery.db); mail !== null; mail = await take(delivery.db)) {
    await sendOne(delivery, mail)
    dealtWith += 1
  }
  return dealtWith
}

async function take(db: Database): Promise<z.infer<typeof row> | null> {
  const [taken] = await db.execute<Record<string, unknown>>(sql`
    update brolly.mails set attempts = attempts + 1, due_at = now() + make_interval(mins => ${leaseMinutes}::int)
    where id = (select id from brolly.mails where due_at <= now() order by due_at, created_at limit 1 for update skip locked)
    returning id::text, kind, recipient, data, attempts`)
  return taken ? row.parse(taken) : null
}

async function sendOne({ db, mailer, write }: Delivery, queued: z.infer<typeof row>): Promise<void> {
  const mine = eq(mails.id, queued.id)
  try {
    const mail = await write(queued)
    if (mail !== null && mailer !== 'mailbox') {
      refuseInjection(mail.to, mail.subject)
      await mailer.send(mail)
    }
    await db
      .update(mails)
      .set({
        dueAt: null,
        error: null,
        sentAt: mail === null ? null : sql`now()`,
        content: mail !== null && mailer === 'mailbox' ? mail : null,
      })
      .where(mine)
  } catch (error) {
    const pause = isPermanent(error) ? undefined : pausesInMinutes[queued.attempts - 1]
    const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown'
    if (pause === undefined) console.error(`brolly: mail ${queued.id} (${queued.kind}) was given up: ${reason}`)
    await db
      .update(mails)
      .set({
        error: reason,
        dueAt: pause === undefined ? null : sql`now() + make_interval(mins => ${pause}::int)`,
        failedAt: pause === undefined ? sql`now()` : null,
      })
      .where(mine)
  }
}

const isPermanent = (error: unknown): boolean =>
  error instanceof AdminError || (error instanceof Error && 'permanent' in error && error.permanent === true)

/** Removes mails that were dealt with a month ago, and links that have expired. */
export async function clearMails(db: Database): Promise<void> {
  await db.execute(sql`delete from brolly.mail_links where expires_at < now()`)
  await db.execute(sql`
    delete from brolly.mails where due_at is null and created_at < now() - make_interval(days => ${keptDays}::int)`)
}
