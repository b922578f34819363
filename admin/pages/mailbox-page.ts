import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { AdminError } from '../errors'
import { formatMoment } from '../audit/moments'
import type { AdminContext } from '../site/context'
import type { MailboxMail, MailboxPage } from './shapes/mailbox'
import * as words from '../words/mail'

const mostShown = 50

const content = z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string() }).nullable()

/**
 * The newest mails: whether each was sent, and in development, where none is sent, the mails themselves.
 * @throws {AdminError} `FORBIDDEN` for everybody but superusers: a mail's link is as good as a password.
 */
export async function mailboxPage(ctx: AdminContext): Promise<MailboxPage> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusersRead)
  const rows = await ctx.db.execute<MailRow>(sql`
    select id::text as id, kind, recipient, created_at::text as "createdAt", attempts, error, content,
      (due_at is not null) as waiting, (sent_at is not null) as sent, (failed_at is not null) as failed
    from brolly.mails order by created_at desc, id limit ${mostShown}`)
  return { title: words.mailbox, keeps: ctx.mail?.mailbox ?? false, mails: rows.map((row) => mailOf(ctx, row)) }
}

interface MailRow extends Record<string, unknown> {
  id: string
  kind: string
  recipient: string
  createdAt: string
  attempts: number
  error: string | null
  content: unknown
  waiting: boolean
  sent: boolean
  failed: boolean
}

function mailOf(ctx: AdminContext, row: MailRow): MailboxMail {
  const mail = content.parse(row.content)
  return {
    id: row.id,
    to: mail?.to ?? row.recipient,
    subject: mail?.subject ?? words.kindName(row.kind),
    at: formatMoment(ctx, row.createdAt),
    state: stateOf(row),
    error: row.error,
    text: mail === null ? null : linesOf(mail.text),
  }
}

function stateOf({ waiting, sent, failed, content: kept }: MailRow): MailboxMail['state'] {
  const state = failed ? 'failed' : waiting ? 'waiting' : kept !== null ? 'kept' : sent ? 'sent' : 'dropped'
  return { id: state, label: words.states[state] }
}

/** The text, with its URLs apart, so that they can be followed. */
const linesOf = (text: string): MailboxMail['text'] =>
  text.split(/(https?:\/\/\S+)/u).map((part) => ({ text: part, href: /^https?:\/\//u.test(part) ? part : null }))
