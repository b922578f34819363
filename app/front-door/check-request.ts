import type { IncomingMessage } from 'node:http'
import type { Refusal } from './refusal'

/** Where this server may be asked for. */
export interface Addresses {
  /** The public origin, where one is set. */
  origin: string | null
  /** Hosts besides, with their port where it is not the usual one. */
  hosts: readonly string[]
}

const badAddress: Refusal = {
  status: 400,
  title: 'This URL is not valid',
  text: 'The URL is malformed. Check it, or start from the home page.',
}
const badHost: Refusal = {
  status: 400,
  title: 'Unknown host',
  text: 'Open the admin at the URL it was configured for.',
}
const badOrigin: Refusal = {
  status: 403,
  title: 'Cross-site request blocked',
  text: 'This request came from another site. Nothing was changed. Open the admin and try again there.',
}

/** Asked by machines under whatever address they know, and say nothing of the data. */
const probes = new Set(['/api/health', '/api/ready'])
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What is wrong with a request by its first line and headers alone; null where nothing is. */
export function headersRefusal(request: IncomingMessage, addresses: Addresses): Refusal | null {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  // Only a proxy is asked with a whole address, and its host would count for more than the header's.
  if (!path.startsWith('/') || !isDecodable(path)) return badAddress
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
    // The server asks itself for the page after a form.
    return [header].flat().every((host) => known.has(host.toLowerCase()) || isItself(request, host))
  })
}

function isItself({ socket }: IncomingMessage, host: string): boolean {
  const isLocal = /^(?:::ffff:)?127\.|^::1$/u.test(socket.remoteAddress ?? '')
  return isLocal && new RegExp(`^(?:localhost|127\\.0\\.0\\.1|\\[::1\\]):${socket.localPort}$`, 'u').test(host)
}

/**
 * Whether a page of this very address sent it. A browser names the page's origin, or says whether it was another site's; a
 * request that says neither comes from no browser, and brings no cookie that it was not given.
 */
function isOwnPage({ headers }: IncomingMessage, { origin, hosts }: Addresses): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const sender = headers.origin
  if (sender === undefined) return true
  if (!URL.canParse(sender)) return false
  const { host, origin: from, protocol } = new URL(sender)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  if (origin !== null) return from === new URL(origin).origin || hosts.includes(host)
  return host === (headers['x-forwarded-host'] ?? headers.host)
}
