import type { IncomingMessage, ServerResponse } from 'node:http'
import { securityHeaders } from '../security-headers.js'

/** Why a request is answered before anything of it is read, and in which words. */
export interface Refusal {
  status: 400 | 403 | 413
  title: string
  text: string
}

/**
 * Answers for people as a page, and for scripts as one line of text.
 *
 * @param refusal With `home`, the path that the page leads to.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal & { home: string }): void {
  const { status, title, text } = refusal
  const isPage = request.headers['next-action'] === undefined && request.headers['rsc'] === undefined
  const body = isPage ? pageOf(refusal) : `${title}. ${text}`
  response.writeHead(status, {
    ...Object.fromEntries(securityHeaders.map(({ key, value }) => [key, value])),
    'Content-Type': isPage ? 'text/html; charset=utf-8' : 'text/plain',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Holds nothing of the request: its words are all the engine's own. */
const pageOf = ({ title, text, home }: Refusal & { home: string }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="${home}">All tables</a></p>
</main>
</html>
`
