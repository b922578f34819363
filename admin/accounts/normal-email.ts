import { domainToASCII, domainToUnicode } from 'node:url'
import { z } from 'zod'

/**
 * The canonical spelling of an email address: trimmed, NFKC, lower case. A NUL, which the database cannot store, is
 * made visible.
 */
export const normalEmail = (email: string): string =>
  email.replaceAll('\0', '\uFFFD').trim().normalize('NFKC').toLowerCase()

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

/** The spellings of an email address: browsers write a non-ASCII domain in either of two ways. */
export function emailSpellings(given: string): string[] {
  const email = normalEmail(given)
  const start = email.lastIndexOf('@') + 1
  const domain = email.slice(start)
  // The result is empty if the domain is not valid.
  const domains = [domain, domainToASCII(domain), domainToUnicode(domain)].filter((form) => form !== '')
  return [...new Set([email, ...domains.map((form) => `${email.slice(0, start)}${form}`)])]
}
