import { domainToASCII, domainToUnicode } from 'node:url'
import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { users } from '../brolly/tables'
import { formatArrayLiteral } from '../fields/array-literal'

/**
 * The canonical spelling of an email address: trimmed, NFKC, lower case, a domain in its own alphabet. A NUL, which the
 * database cannot store, is made visible.
 */
export function normalEmail(given: string): string {
  const email = given.replaceAll('\0', '\uFFFD').trim().normalize('NFKC').toLowerCase()
  const start = email.lastIndexOf('@') + 1
  // The result is empty if the domain is not valid.
  const domain = start === 0 ? '' : domainToUnicode(email.slice(start))
  return domain === '' ? email : email.slice(0, start) + domain
}

const plainEmail = z.email()

/** Whether it has the form of an email address. Letters of any alphabet are allowed on both sides of the `@`. */
export function isEmail(email: string): boolean {
  const separator = email.lastIndexOf('@')
  const local = email
    .slice(0, Math.max(separator, 0))
    .replaceAll(/[^\p{ASCII}]/gu, (letter) => (word.test(letter) ? 'x' : ' '))
  return plainEmail.safeParse(`${local}@${domainToASCII(email.slice(separator + 1))}`).success
}

const word = /[\p{L}\p{M}\p{N}]/u

/**
 * The spellings of an email address: browsers write a non-ASCII domain in either of two ways, and other programs may
 * have stored either.
 */
export function emailSpellings(given: string): string[] {
  const email = normalEmail(given)
  const start = email.lastIndexOf('@') + 1
  const ascii = domainToASCII(email.slice(start))
  return ascii === '' ? [email] : [...new Set([email, `${email.slice(0, start)}${ascii}`])]
}

/** The accounts with this address, however it is spelled. */
export const hasEmail = (email: string): SQL =>
  sql`lower(${users.email}) = any(${formatArrayLiteral(emailSpellings(email))}::text::text[])`
