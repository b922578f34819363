import 'server-only'
import { redirect } from 'next/navigation'
import { AdminError, errorCodes, translateReadError, type AdminContext } from '@/admin/server'
import { setResponseStatus } from '../../response-status'
import { headers } from 'next/headers'
import { adminContext } from '../context'
import { noteRefusal } from '../note-refusal'
import { basePath } from '../base-path'
import * as words from '@/components/words/refusals'

/**
 * The context of the user who posts a form. A visitor without a valid session is sent to the login page, and returns
 * afterwards.
 */
export async function actionContext(path: string): Promise<AdminContext> {
  const ctx = await adminContext()
  return ctx ?? redirect(`${basePath}/-/login?next=${encodeURIComponent(path)}`)
}

/**
 * The context of the user who posts a form in a dialog.
 * @throws {AdminError} `NOT_SIGNED_IN`: the dialog says so, and the page below it stays.
 */
export async function dialogContext(): Promise<AdminContext> {
  const ctx = await adminContext()
  if (ctx === null) throw new AdminError('NOT_SIGNED_IN', words.logInToSave)
  return ctx
}

/**
 * Sets the status of a refused post. A post by script is read by Next.js, which expects its own status; only a client
 * that has to wait is told so either way.
 */
export async function setRefusedStatus(error: unknown): Promise<void> {
  const known = translateReadError(error)
  if (!known) return
  noteRefusal(error)
  const { status } = errorCodes[known.code]
  if (known.retryAfter !== null) setResponseStatus(status, { 'Retry-After': String(known.retryAfter) })
  else if ((known.code === 'FORBIDDEN' || known.code === 'NOT_FOUND') && !(await headers()).has('next-action'))
    setResponseStatus(status)
}
