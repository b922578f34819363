import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { users } from '../brolly/tables'
import { htmlOf, writeLetter, type Letter } from '../mail/write-mail'
import type { Mail } from '../mail/mailer'
import type { QueuedMail } from '../mail/outbox'
import { makeLink, stateForEmail, validHours, type NewLink } from './links'
import { hasEmail } from './normal-email'
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

/**
 * Only for an account that logs in with a password, or whose owner asks while logged in. Everybody else gets the same answer, and
 * no mail.
 */
const reset: Write = async (visit, { id, recipient, data }) => {
  const account = await accountWithEmail(visit.db, recipient)
  if (!account || !(account.hasPassword || account.id === data.owner)) return null
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

/** For an account that has no password yet; void once it has one. */
const invitation: Write = async (visit, { id, data }) => {
  const [account] = await visit.db
    .select({ id: users.id, email: users.email, isStaff: users.isStaff, passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.id, String(data.userId)), eq(users.isActive, true)))
  if (!account || account.passwordHash !== null) return null
  const { title } = visit.site
  const side = account.isStaff ? 'admin' : 'site'
  const link: NewLink = { purpose: 'invitation', userId: account.id, email: account.email, mailId: id }
  return letter(visit, {
    to: account.email,
    subject: words.invitationSubject(title),
    paragraphs: [words.invitationText(String(data.by), title)],
    link: { label: words.invitationLink, href: await linkTo(visit, { ...link, side }) },
    closing: [words.validFor(validHours.invitation)],
  })
}

/** To the address that an account is to get. An owner of it learns that it is taken. */
const email: Write = async (visit, { id, recipient, data }) => {
  const { title } = visit.site
  const [taken] = await visit.db.select({ email: users.email, id: users.id }).from(users).where(hasEmail(recipient))
  if (taken && taken.id !== data.userId)
    return letter(visit, {
      to: taken.email,
      subject: words.haveAccountSubject(title),
      paragraphs: [words.emailTakenText(title)],
      closing: [words.notYou],
    })
  if (!(await isStill(visit, data))) return null
  const link: NewLink = {
    purpose: 'email',
    userId: String(data.userId),
    email: recipient,
    mailId: id,
    data: { present: data.present },
  }
  return letter(visit, {
    to: recipient,
    subject: words.emailSubject(title),
    paragraphs: [words.emailText(String(data.present), title)],
    link: { label: words.emailLink, href: await linkTo(visit, { ...link, side: sideOf(data) }) },
    closing: [words.validFor(validHours.email), words.notYou],
  })
}

/** To the present address, so that its owner can cancel a change that somebody else asked for. */
const emailNotice: Write = async (visit, { id, recipient, data }) => {
  if (!(await isStill(visit, data))) return null
  const { title } = visit.site
  const link: NewLink = {
    purpose: 'email-cancel',
    userId: String(data.userId),
    email: recipient,
    mailId: id,
    data: { wanted: data.wanted },
  }
  return letter(visit, {
    to: recipient,
    subject: words.emailNoticeSubject(title),
    paragraphs: [words.emailNoticeText(String(data.wanted), title), words.emailNoticeHelp],
    link: { label: words.emailCancelLink, href: await linkTo(visit, { ...link, side: sideOf(data) }) },
  })
}

/** Whether the account has the same address and password as when the change was asked for, and is still active. */
const isStill = async ({ db }: VisitContext, { userId, state }: QueuedMail['data']): Promise<boolean> =>
  typeof state === 'string' && (await stateForEmail(db, String(userId))) === state

/** To an address that has no account yet; the others are told that they have one. */
const registration: Write = async (visit, { id, recipient }) => {
  const { title } = visit.site
  if (visit.site.accounts.registration !== 'open') return null
  const [taken] = await visit.db.select({ email: users.email }).from(users).where(hasEmail(recipient))
  if (taken)
    return letter(visit, {
      to: taken.email,
      subject: words.haveAccountSubject(title),
      paragraphs: [words.haveAccountText(title)],
      link: { label: words.logInLink, href: `${visit.mail?.origin ?? ''}${accountPath(visit, 'site', 'login')}` },
      closing: [words.notYou],
    })
  const link: NewLink = { purpose: 'registration', userId: null, email: recipient, mailId: id }
  return letter(visit, {
    to: recipient,
    subject: words.registrationSubject(title),
    paragraphs: [words.registrationText(title)],
    link: { label: words.registrationLink, href: await linkTo(visit, { ...link, side: 'site' }) },
    closing: [words.validFor(validHours.registration), words.notYou],
  })
}

const messageData = z.object({ subject: z.string(), text: z.string(), html: z.string().optional() })

/** A message that was complete when it was queued. */
const message: Write = async (_, { recipient, data }) => {
  const { subject, text, html } = messageData.parse(data)
  return { to: recipient, subject, text, html: html ?? htmlOf(subject, text) }
}

const faultData = z.object({
  reference: z.string(),
  route: z.string().optional(),
  kinds: z.array(z.string()),
  frames: z.array(z.string()),
  since: z.number().default(0),
  last: z.boolean().default(false),
})

/** To an operator, about an error that is in the log. */
const faults: Write = async (visit, { recipient, data }) => {
  const { reference, route, kinds, frames, since, last } = faultData.parse(data)
  const { title } = visit.site
  return letter(visit, {
    to: recipient,
    subject: words.faultSubject(title, kinds.at(-1) ?? ''),
    paragraphs: [
      words.faultText(title, reference),
      words.faultKinds(kinds.join(' ← ')),
      ...(route === undefined ? [] : [words.faultRoute(route)]),
      ...(frames.length === 0 ? [] : [words.faultAt(frames.join('\n'))]),
      ...(since === 0 ? [] : [words.faultSince(since)]),
    ],
    closing: [last ? words.faultLast : words.faultNext],
  })
}

const writers = new Map<string, Write>([
  ['reset', reset],
  ['invitation', invitation],
  ['registration', registration],
  ['email', email],
  ['email-notice', emailNotice],
  ['message', message],
  ['faults', faults],
])

/** Writes a queued mail, with a new link if its kind has one. */
export async function writeMail(visit: VisitContext, mail: QueuedMail): Promise<Mail | null> {
  const write = writers.get(mail.kind)
  // A server of an older version leaves it to a newer one.
  if (!write) throw new Error(`no mail of the kind ${mail.kind} is known`)
  return write(visit, mail)
}
