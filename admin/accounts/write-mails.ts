import { z } from 'zod'
import { htmlOf, writeLetter, type Letter } from '../mail/write-mail'
import type { Mail } from '../mail/mailer'
import type { QueuedMail } from '../mail/outbox'
import { makeLink, validHours, type NewLink } from './links'
import { accountWithEmail } from './reset-password'
import { accountPath, type Side, type VisitContext } from './visit'
import * as words from '../words/mail'

const sideOf = (data: QueuedMail['data']): Side => (data.side === 'admin' ? 'admin' : 'site')

/** The URL of a new link. */
async function linkTo(visit: VisitContext, { side, ...link }: NewLink & { side: Side }): Promise<string> {
  const token = await makeLink(visit.db, link)
  return `${visit.mail?.origin ?? ''}${accountPath(visit, side, 'link')}/${token}`
}

type Write = (visit: VisitContext, mail: QueuedMail) => Promise<Mail | null>

const letter = ({ site }: VisitContext, given: Omit<Letter, 'from'>): Mail =>
  writeLetter({ ...given, from: site.title })

/** Only for an account that logs in with a password. Everybody else who asks gets the same answer, and no mail. */
const reset: Write = async (visit, { id, recipient, data }) => {
  const account = await accountWithEmail(visit.db, recipient)
  if (!account?.hasPassword) return null
  const { title } = visit.site
  return letter(visit, {
    // The stored address: what was typed may only look like it.
    to: account.email,
    subject: words.resetSubject(title),
    paragraphs: [words.resetText(title)],
    link: {
      label: words.resetLink,
      href: await linkTo(visit, {
        purpose: 'reset',
        userId: account.id,
        email: account.email,
        mailId: id,
        side: sideOf(data),
      }),
    },
    closing: [words.validFor(validHours.reset), words.notYou],
  })
}

const messageData = z.object({ subject: z.string(), text: z.string(), html: z.string().optional() })

/** A message that was complete when it was queued. */
const message: Write = async (_, { recipient, data }) => {
  const { subject, text, html } = messageData.parse(data)
  return { to: recipient, subject, text, html: html ?? htmlOf(subject, text) }
}

const writers = new Map<string, Write>([
  ['reset', reset],
  ['message', message],
])

/** Writes a queued mail, with a new link if its kind has one. */
export async function writeMail(visit: VisitContext, mail: QueuedMail): Promise<Mail | null> {
  const write = writers.get(mail.kind)
  // A server of an older version leaves it to a newer one.
  if (!write) throw new Error(`no mail of the kind ${mail.kind} is known`)
  return write(visit, mail)
}
