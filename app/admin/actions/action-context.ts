import 'server-only'
import { randomBytes } from 'node:crypto'
import { redirect } from 'next/navigation'
import { errorCodes, translateReadError, type AdminContext } from '@/admin/server'
import { setResponseStatus } from '../../response-status'
import { headers } from 'next/headers'
import { adminContext } from '../context'

/** Who sends this form. A stranger, or somebody whose session has ended meanwhile, is sent to log in and back to the page. */
export async function actionContext(path: string): Promise<AdminContext> {
  const ctx = await adminContext()
  return ctx ?? redirect(`/admin/-/login?next=${encodeURIComponent(path)}`)
}

/** What to tell of a failure: the words meant for people, else a reference under which the fault was written down. */
export function told(error: unknown): string {
  const known = translateReadError(error)
  if (known && errorCodes[known.code].shown) return known.message
  return `Something went wrong (reference ${writeDown(error)}). Nothing was saved.`
}

/** Logs a fault whole, but for a statement's parameters: they are people's data. @returns The reference it can be found by. */
export function writeDown(error: unknown): string {
  const reference = randomBytes(4).toString('hex')
  const cause = error instanceof Error ? error.cause : undefined
  console.error(
    `brolly: reference ${reference}:`,
    cause instanceof Error && 'code' in cause
      ? `${String(cause.code)} ${cause.stack ?? ''}`
      : error instanceof Error
        ? error.stack
        : 'not an error',
  )
  return reference
}

/** A refused post answers with its status; a post by script is read by the framework, which takes only its own. */
export async function setRefusedStatus(error: unknown): Promise<void> {
  const known = translateReadError(error)
  if (!known || (await headers()).has('next-action')) return
  if (known.code === 'FORBIDDEN' || known.code === 'NOT_FOUND') setResponseStatus(errorCodes[known.code].status)
}
