import 'server-only'
import { redirect } from 'next/navigation'
import { errorCodes, translateReadError, type AdminContext } from '@/admin/server'
import { setResponseStatus } from '../../response-status'
import { headers } from 'next/headers'
import { adminContext } from '../context'
import { basePath } from '../base-path'

/** Who sends this form. A stranger, or somebody whose session has ended meanwhile, is sent to log in and back to the page. */
export async function actionContext(path: string): Promise<AdminContext> {
  const ctx = await adminContext()
  return ctx ?? redirect(`${basePath}/-/login?next=${encodeURIComponent(path)}`)
}

/** A refused post answers with its status; a post by script is read by the framework, which takes only its own. */
export async function setRefusedStatus(error: unknown): Promise<void> {
  const known = translateReadError(error)
  if (!known || (await headers()).has('next-action')) return
  if (known.code === 'FORBIDDEN' || known.code === 'NOT_FOUND') setResponseStatus(errorCodes[known.code].status)
}
