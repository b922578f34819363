import type { IncomingMessage, ServerResponse } from 'node:http'
import * as tablesWords from '@/components/words/tables'
import { securityHeaders } from '../security-headers.js'

/** On the responses that do not come from Next.js. */
export const headersOfAll = Object.fromEntries(securityHeaders.map(({ key, value }) => [key, value]))

/** Why a request is rejected early, and the message. */
export interface Refusal {
  status: 400 | 403 | 405 | 413
  title: string
  text: string
  /** Of the link to `home`. Default: the name of the admin's index. */
  homeLabel?: string
}

/**
 * Responds with a page to browsers, and with one line of text to scripts.
 *
 * @param refusal With `home`, the path that the page links to.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal & { home: string }): void {
  const { status, title, text } = refusal
  const isPage = request.headers['next-action'] === undefined && request.headers['rsc'] === undefined
  const body = isPage ? pageOf(refusal) : `${title}. ${text}`
  response.writeHead(status, {
    ...headersOfAll,
    'Content-Type': isPage ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Contains nothing from the request: all texts are constants. */
const pageOf = ({ title, text, home, homeLabel = tablesWords.title }: Refusal & { home: string }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>:root{color-scheme:light dark;background:Canvas;color:CanvasText}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="${home}">${homeLabel}</a></p>
</main>
</html>
`
