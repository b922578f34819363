import 'server-only'
import { randomBytes } from 'node:crypto'
import { errorCodes, translateReadError } from '@/admin/server'

/** What to say of a failure: the words meant for people, else a reference under which the fault was logged. */
export function messageFor(error: unknown): string {
  const known = translateReadError(error)
  if (known && errorCodes[known.code].shown) return known.message
  return `Something went wrong (reference ${logFault(error)}). Nothing was saved.`
}

/**
 * Logs a fault whole, except for a statement's parameters: they are people's data, and Drizzle's own message holds them.
 *
 * @returns The reference it can be found by: eight hexadecimal digits.
 */
export function logFault(error: unknown): string {
  const reference = randomBytes(4).toString('hex')
  console.error(`brolly: reference ${reference}: ${faultText(error)}`)
  return reference
}

function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'thrown value that is not an Error'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return `${String(cause.code)} ${cause.stack ?? ''}`
  return error.stack ?? error.message
}
