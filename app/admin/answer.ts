import 'server-only'
import { errorCodes, translateReadError, type AdminContext } from '@/admin/server'
import { messageFor } from './faults'
import { adminContext } from './context'

/** What was refused to one person is no answer for the next. */
const headers = { 'Cache-Control': 'no-store' }

/** Answers a machine's request: 401 to a stranger, and every failure as its status with one line of JSON. */
export async function answer(run: (ctx: AdminContext) => Promise<Response>): Promise<Response> {
  try {
    const ctx = await adminContext()
    if (!ctx) return Response.json({ error: 'Log in first.' }, { status: 401, headers })
    return await run(ctx)
  } catch (error) {
    const known = translateReadError(error)
    return Response.json({ error: messageFor(error) }, { status: known ? errorCodes[known.code].status : 500, headers })
  }
}
