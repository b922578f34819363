import { errorCodes, faultMails, translateReadError, type FaultSeen } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'
import { mail } from './mail'

const mails = faultMails({ db, to: env().BROLLY_ERROR_MAIL })

/** Tells whoever `BROLLY_ERROR_MAIL` names of a fault, without delaying the response. */
export function mailFault(error: unknown, seen: FaultSeen): void {
  void mails.report(error, seen).then((queued) => (queued ? mail.deliver() : undefined))
}

/** A browser that leaves, or that knows forms of another version, is no fault. */
const noFaults = new Set(['AbortError', 'ResponseAborted', 'UnrecognizedActionError'])

/**
 * Tells of an error that Next.js answered. It has logged it under its digest.
 *
 * @param route The pattern of its files, without keys of rows.
 */
export function mailUnanswered(error: unknown, route: string): void {
  const known = translateReadError(error)
  if ((known && errorCodes[known.code].shown) || (error instanceof Error && noFaults.has(error.name))) return
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  mailFault(error, { reference: /^[\w@-]{1,60}$/u.test(digest) ? digest : '–', route })
}
