import { AsyncResource } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { bodyRefusal, memberLimits, strangerLimits, tooLarge, type BodyLimits } from './check-body'
import { headersRefusal, isUnencrypted, probes, type Addresses } from './check-request'
import { setNonce } from './content-policy'
import { headersOfAll, refuse, type Refusal } from './refusal'
import { type LiftLimit, takeTimeLimit } from './time-limit'
import { urlHeader } from './url-header'

export interface FrontDoor extends Addresses {
  /** The path of the admin. */
  basePath: string
  /** Whether the request has a session token that this server created; whether it is still valid is checked later. */
  isMember(request: IncomingMessage): Promise<boolean>
  /** The content security policy for a nonce. */
  policy(nonce: string): string
  /** Whether connections may become WebSockets, which development reloads pages through. Default: no. */
  upgrades?: boolean
  /** Called for each request that is turned away. */
  onRefusal?(request: IncomingMessage, refusal: Refusal): void
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * The number of bytes beyond a limit that are read and discarded: a browser shows a response only after it has sent
 * everything.
 */
const mostDrained = 64 * 1024 * 1024

/**
 * Checks each request before Next.js does: its URL, host and origin, and the size, fields and depth of a posted body,
 * before anything is parsed. Next.js has no hook at such an early point.
 */
export function guardServers(door: FrontDoor): void {
  const guarded = new WeakSet<Server>()
  subscribe('http.server.request.start', (message) => {
    // The channel's message is documented as `{ request, response, socket, server }`.
    const { server } = message as { server: Server }
    if (guarded.has(server)) return
    guarded.add(server)
    guardServer(server, door)
  })
}

/** Inserts the checks before the existing handlers of a server. */
export function guardServer(server: Server, door: FrontDoor): void {
  // Node.js types the listeners of an event as any function.
  const handlers = server.listeners('request') as Handler[]
  server.removeAllListeners('request')
  // Without a listener, Node.js takes such a request like any other, so that the checks below apply to it. The one of Next.js
  // resolves its URL without them, and leaves the connection open if nothing is there.
  if (door.upgrades !== true) server.removeAllListeners('upgrade')
  const startLimit = takeTimeLimit(server)
  server.on('request', (request, response) => {
    const liftLimit = hasBody(request) ? startLimit(request, response) : () => undefined
    request.headers[urlHeader] = request.url ?? '/'
    const enter = AsyncResource.bind(() => {
      for (const handler of handlers) handler.call(server, request, response)
    })
    response.setHeader('Content-Security-Policy', setNonce(request, door.policy))
    if (isSecure(door)) response.setHeader('Strict-Transport-Security', `max-age=${yearSeconds}`)
    const elsewhere = secureUrl(request, door)
    if (elsewhere !== null) {
      response.writeHead(308, { ...headersOfAll, Location: elsewhere, 'Cache-Control': 'no-store' }).end()
      return
    }
    const turnAway = (refusal: Refusal) => {
      door.onRefusal?.(request, refusal)
      refuse(request, response, { ...refusal, home: door.basePath })
    }
    const refusal = headersRefusal(request, door)
    if (refusal) {
      drain(request, () => turnAway(refusal))
      return
    }
    if (isData(request, door)) response.setHeader('Cache-Control', 'no-store')
    if (isUpload(request, door)) admitUpload(request, { door, enter, turnAway, liftLimit })
    else if (hasBody(request)) takeBody(request, { door, enter, turnAway })
    else enter()
  })
}

/** The pages of accounts on the public side. */
const accountPages = ['/login', '/account', '/register', '/reset-password', '/link']

const yearSeconds = 365 * 24 * 60 * 60

const isSecure = ({ origin }: Addresses) => origin?.startsWith('https://') === true

/**
 * Where a page is if a proxy says that it was requested without TLS; null if it was not. The origin is that of the
 * settings, never of the request.
 */
function secureUrl(request: IncomingMessage, door: Addresses): string | null {
  const { headers, method, url = '' } = request
  if (door.origin === null || !isUnencrypted(request, door) || headers.authorization !== undefined) return null
  if ((method !== 'GET' && method !== 'HEAD') || !url.startsWith('/') || url.startsWith('//')) return null
  return probes.has(url.split('?', 1)[0] ?? '') ? null : new URL(door.origin).origin + url
}

/** Everything except the files of the build may contain data. */
const isData = ({ url = '' }: IncomingMessage, { basePath }: FrontDoor) =>
  [basePath, '/api', ...accountPages].some(
    (start) => url.startsWith(start) && /^(?:[/?]|$)/u.test(url.slice(start.length)),
  )

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * The body of an upload is the file itself. The route checks and limits it while it arrives, and ends it if nothing arrives for a
 * while, so it is not read here and may take hours.
 */
const isUpload = ({ url = '', method }: IncomingMessage, { basePath }: FrontDoor) =>
  method === 'POST' && url.startsWith(`${basePath}/-/api/upload/`)

function admitUpload(
  request: IncomingMessage,
  { door, enter, turnAway, liftLimit }: Taking & { liftLimit: LiftLimit },
): void {
  void door.isMember(request).then(
    (member) => {
      if (!member) return drain(request, () => turnAway(tooLarge(strangerLimits)))
      liftLimit()
      enter()
    },
    () => request.destroy(),
  )
}

interface Taking {
  door: FrontDoor
  enter(): void
  turnAway(refusal: Refusal): void
}

/** Reads the whole body and, if it is acceptable, passes the request on as if the body had just arrived. */
function takeBody(request: IncomingMessage, { door, enter, turnAway }: Taking): void {
  const chunks: Buffer[] = []
  let size = 0
  let limits: BodyLimits = strangerLimits
  const push = request.push.bind(request)
  const collect = (member: boolean) => {
    if (member) limits = memberLimits
    request.push = (chunk: Buffer | null) => {
      if (chunk !== null) {
        size += chunk.length
        if (size <= limits.bytes) chunks.push(chunk)
        else chunks.length = 0
        if (size > limits.bytes + mostDrained) request.destroy()
        return true
      }
      delete (request as { push?: unknown }).push
      const body = Buffer.concat(chunks)
      const refusal =
        size > limits.bytes ? tooLarge(limits) : bodyRefusal(body, request.headers['content-type'] ?? '', limits)
      if (refusal) {
        turnAway(refusal)
        return push(null)
      }
      enter()
      if (body.length > 0) push(body)
      return push(null)
    }
  }
  // What arrives before the sender is known.
  const early: (Buffer | null)[] = []
  request.push = (chunk: Buffer | null) => early.push(chunk) > 0
  void door.isMember(request).then(
    (member) => {
      collect(member)
      for (const chunk of early) request.push(chunk)
    },
    () => request.destroy(),
  )
}

/** Reads what is still being sent, so that the browser shows the response. */
function drain(request: IncomingMessage, then: () => void): void {
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > mostDrained) request.destroy()
  })
  request.on('end', then)
}
