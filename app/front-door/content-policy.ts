import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface PolicySettings {
  /** In development React needs `eval`, and pages are reloaded through a WebSocket. */
  readonly isDevelopment: boolean
  /** The URL that browsers report violations to. */
  readonly reportTo?: string | undefined
  /** Further sources, as in `BROLLY_CSP_SOURCES`: `img-src https://cdn.example.com; connect-src wss://live.example.com`. */
  readonly sources?: string | undefined
}

/** Directives to which a site may add sources. Scripts are not among them. */
const open = new Set(['img-src', 'connect-src', 'font-src', 'style-src', 'frame-src', 'media-src'])

/** The policy as a function of the nonce, which every response has of its own. */
export function contentPolicy({ isDevelopment, reportTo, sources = '' }: PolicySettings): (nonce: string) => string {
  const directives = new Map([
    ['default-src', ["'self'"]],
    ['style-src', ["'self'", "'unsafe-inline'"]],
    ['img-src', ["'self'", 'data:', 'blob:']],
    ['connect-src', ["'self'", ...(isDevelopment ? ['ws:', 'wss:'] : [])]],
    ['object-src', ["'none'"]],
    ['base-uri', ["'none'"]],
    ['form-action', ["'self'"]],
    ['frame-ancestors', ["'none'"]],
    ...(reportTo === undefined ? [] : [['report-uri', [reportTo]] as const]),
  ] as [string, string[]][])
  for (const part of sources.split(';')) {
    const [name = '', ...more] = part.trim().split(/\s+/u)
    if (open.has(name)) directives.set(name, [...(directives.get(name) ?? ["'self'"]), ...more])
  }
  const others = [...directives].map(([name, values]) => `${name} ${values.join(' ')}`).join('; ')
  const evaluated = isDevelopment ? " 'unsafe-eval'" : ''
  return (nonce) => `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluated}; ${others}`
}

/**
 * Gives a request a nonce of its own. Next.js takes it from the request's header for the scripts of the page; a header that
 * the client sent would let it choose the nonce, so it is replaced.
 * @returns The policy for the response.
 */
export function setNonce(request: IncomingMessage, policy: (nonce: string) => string): string {
  const value = policy(randomBytes(16).toString('base64'))
  delete request.headers['content-security-policy-report-only']
  delete request.headers['x-nonce']
  request.headers['content-security-policy'] = value
  return value
}
