import type { IncomingMessage } from 'node:http'
import type { Refusal } from './refusal'
import * as words from '@/components/words/refusals'

/** The hosts of this server. */
export interface Addresses {
  /** The public origin, if configured. */
  origin: string | null
  /** Additional hosts, with the port unless it is the default. */
  hosts: readonly string[]
  /** Session cookies besides Brolly's own. */
  sessionCookies?: readonly string[]
}

const badAddress: Refusal = {
  status: 400,
  title: words.invalidUrl,
  text: words.malformedUrl,
}
const badHost: Refusal = {
  status: 400,
  title: words.unknownHost,
  text: words.openConfigured,
}
const badOrigin: Refusal = {
  status: 403,
  title: words.crossSiteBlocked,
  text: words.fromAnotherSite,
}

/** Health checks use any host name, and their responses contain no data. */
export const probes: ReadonlySet<string> = new Set(['/api/health', '/api/ready'])
const badScheme: Refusal = { status: 403, title: words.unencrypted, text: words.tokenUnencrypted }
const badMethod: Refusal = { status: 405, title: words.unknownMethod, text: words.methodOfNoPage }
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])
const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Whether a proxy says that a request came without TLS, and the site has an https origin. */
export const isUnencrypted = ({ headers }: IncomingMessage, { origin }: Pick<Addresses, 'origin'>): boolean =>
  origin?.startsWith('https://') === true && headers['x-forwarded-proto'] === 'http'

/** Checks a request by its first line and headers alone; null if it is acceptable. */
export function headersRefusal(request: IncomingMessage, addresses: Addresses): Refusal | null {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  // Only requests to a proxy contain a complete URL, and its host would override the header.
  if (!path.startsWith('/') || !isDecodable(path)) return badAddress
  // Next.js fails on others, such as TRACE.
  if (!reading.has(request.method ?? '') && !writing.has(request.method ?? '')) return badMethod
  // A redirect would hide the mistake from a program, whose token everybody on the way has read.
  if (request.headers.authorization !== undefined && isUnencrypted(request, addresses)) return badScheme
  if (!probes.has(path) && !isKnownHost(request, addresses)) return badHost
  return reading.has(request.method ?? '') || isOwnPage(request, addresses) ? null : badOrigin
}

function isDecodable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}

function isKnownHost(request: IncomingMessage, { origin, hosts }: Addresses): boolean {
  const known = new Set(
    [...hosts, ...(origin === null ? [] : [new URL(origin).host])].map((host) => host.toLowerCase()),
  )
  if (known.size === 0) return true
  return [request.headers.host, request.headers['x-forwarded-host']].every((header) => {
    if (header === undefined) return true
    // After a form, the server fetches the next page from itself.
    return [header].flat().every((host) => known.has(host.toLowerCase()) || isItself(request, host))
  })
}

function isItself({ socket }: IncomingMessage, host: string): boolean {
  const isLocal = /^(?:::ffff:)?127\.|^::1$/u.test(socket.remoteAddress ?? '')
  return isLocal && new RegExp(`^(?:localhost|127\\.0\\.0\\.1|\\[::1\\]):${socket.localPort}$`, 'u').test(host)
}

/**
 * Whether a page of this site sent the request. A browser sends the page's origin, or says whether it belongs to
 * another site. A request without either does not come from a browser, and must not have a session.
 */
function isOwnPage({ headers }: IncomingMessage, { origin, hosts, sessionCookies = [] }: Addresses): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const sender = headers.origin
  // Every browser sends one of the two. A cookie without either was taken from a browser, or a proxy removed both.
  if (sender === undefined)
    return (
      site !== undefined || !(/\bbrolly-session=/u.test(headers.cookie ?? '') || hasCookie(headers, sessionCookies))
    )
  if (!URL.canParse(sender)) return false
  const { host, origin: from, protocol } = new URL(sender)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  if (origin !== null) return from === new URL(origin).origin || hosts.some((known) => known.toLowerCase() === host)
  return host === (headers['x-forwarded-host'] ?? headers.host)
}

/** Whether a request has a cookie with one of these names. */
export const hasCookie = ({ cookie = '' }: IncomingMessage['headers'], names: readonly string[]): boolean =>
  cookie.split(/;\s*/u).some((pair) => names.includes(pair.split('=', 1)[0] ?? ''))
