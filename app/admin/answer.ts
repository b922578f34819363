import 'server-only'
import { errorCodes, translateReadError, type AdminContext } from '@/admin/server'
import { messageFor } from './faults'
import { noteRefusal } from './note-refusal'
import { adminContext, tokenContext } from './context'
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
    return failed(error)
  }
}

/**
 * Like `answer`, also for programs with an API token in the header `Authorization`. A request with such a header counts by the
 * token alone, whatever its cookies say.
 */
export async function answerWithTokens(
  request: Request,
  run: (ctx: AdminContext) => Promise<Response>,
): Promise<Response> {
  const authorization = request.headers.get('authorization')
  const given = authorization === null ? null : /^Bearer +(\S+) *$/iu.exec(authorization)
  if (authorization !== null && !given) return challenge(words.onlyBearer, 'invalid_request')
  let ctx: AdminContext | null = null
  try {
    ctx = await (given ? tokenContext(given[1] ?? '') : adminContext())
    if (ctx) return await run(ctx)
    return given ? challenge(words.invalidToken, 'invalid_token') : challenge(words.logInFirst, null)
  } catch (error) {
    const response = failed(error, ctx)
    if (given && response.status === 403) response.headers.set('WWW-Authenticate', words.bearer('insufficient_scope'))
    return response
  }
}

const challenge = (message: string, error: string | null) =>
  Response.json({ error: message }, { status: 401, headers: { ...headers, 'WWW-Authenticate': words.bearer(error) } })

function failed(error: unknown, ctx: AdminContext | null = null): Response {
  noteRefusal(error, ctx)
  const known = translateReadError(error)
  const response = Response.json(
    { error: messageFor(error) },
    { status: known ? errorCodes[known.code].status : 500, headers },
  )
  if (known && known.retryAfter !== null) response.headers.set('Retry-After', String(known.retryAfter))
  return response
}
