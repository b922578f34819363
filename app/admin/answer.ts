import 'server-only'
import { errorCodes, translateReadError, type AdminContext } from '@/admin/server'
import { messageFor } from './faults'
import { noteRefusal } from './note-refusal'
import { adminContext } from './context'
import * as words from '@/components/words/refusals'

/** A response for one user must not be cached for another. */
const headers = { 'Cache-Control': 'no-store' }

/** Handles an API request: 401 without a session, and every failure as its status with one line of JSON. */
export async function answer(run: (ctx: AdminContext) => Promise<Response>): Promise<Response> {
  try {
    const ctx = await adminContext()
    if (!ctx) return Response.json({ error: words.logInFirst }, { status: 401, headers })
    return await run(ctx)
  } catch (error) {
    noteRefusal(error)
    const known = translateReadError(error)
    return Response.json({ error: messageFor(error) }, { status: known ? errorCodes[known.code].status : 500, headers })
  }
}
