import 'server-only'
import { randomBytes } from 'node:crypto'
import { errorCodes, translateReadError, writeLog } from '@/admin/server'
import { env } from '@/env'
import { mailFault } from '../fault-mails'
import * as words from '@/components/words/failure'

/** The message for a failure: its own if it is meant for users, otherwise a reference to the logged fault. */
export function messageFor(error: unknown): string {
  const known = translateReadError(error)
  if (known && errorCodes[known.code].shown) return known.message
  return words.wrongNotSaved(logFault(error))
}

/**
 * Logs a fault completely, except for the parameters of a statement, which are users' data and which Drizzle's own
 * message contains.
 *
 * @returns The reference to find it by: eight hexadecimal digits.
 */
export function logFault(error: unknown): string {
  const reference = randomBytes(4).toString('hex')
  if (env().BROLLY_LOG === 'json') writeLog({ level: 'error', event: 'fault', reference, text: faultText(error) })
  else console.error(`brolly: reference ${reference}: ${faultText(error)}`)
  mailFault(error, { reference })
  return reference
}

function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'thrown value that is not an Error'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return `${String(cause.code)} ${cause.stack ?? ''}`
  return error.stack ?? error.message
}
