import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypedRow } from '@/admin/client'
import { type DocumentList, findListBy } from '@/components/admin/list/list-beside'

/** Next.js bundles this file more than once; all copies share what is stored under this key. */
const storeKey = Symbol.for('brolly.responses')
type GlobalStore = {
  [storeKey]?: {
    responses: AsyncLocalStorage<ServerResponse>
    lists: WeakMap<ServerResponse, DocumentList>
    typed: WeakMap<ServerResponse, readonly TypedRow[]>
  }
}

/**
 * Keeps each request's response available while it is handled, through a Node.js diagnostics channel, so that a page can set
 * its status. Next.js lets a page choose only 403 and 404, and sends those without any HTML in the body.
 */
export function rememberResponses(): void {
  const store = globalThis as GlobalStore
  if (store[storeKey]) return
  const responses = new AsyncLocalStorage<ServerResponse>()
  const lists = new WeakMap<ServerResponse, DocumentList>()
  store[storeKey] = { responses, lists, typed: new WeakMap() }
  findListBy(() => {
    const response = responses.getStore()
    return response && lists.get(response)
  })
  subscribe('http.server.request.start', (message) => {
    // The channel's message is documented as `{ request, response, socket, server }`.
    responses.enterWith((message as { response: ServerResponse }).response)
  })
}

/**
 * Sets the status of the response that this page belongs to. Call it before anything has been sent.
 * @returns Whether it could be set: not if the page is rendered outside a request to this server.
 */
export function setResponseStatus(status: number, headers: Readonly<Record<string, string>> = {}): boolean {
  const response = (globalThis as GlobalStore)[storeKey]?.responses.getStore()
  if (!response || response.headersSent) return false
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  return true
}

/** Sets headers of the response, also those that every response has: Next.js does not replace them by those of a route. */
export function setResponseHeaders(headers: Readonly<Record<string, string>>): void {
  const response = (globalThis as GlobalStore)[storeKey]?.responses.getStore()
  if (!response || response.headersSent) return
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

/** The request that is being handled; undefined outside a request to this server, as in a build. */
export function currentRequest(): IncomingMessage | undefined {
  return (globalThis as GlobalStore)[storeKey]?.responses.getStore()?.req
}

/**
 * Answers a request for a document at once, with a page that needs no JavaScript; Next.js then sends nothing. Its own
 * fetches are left to Next.js.
 */
export function answerDocument(answer: (request: IncomingMessage, response: ServerResponse) => void): void {
  const response = (globalThis as GlobalStore)[storeKey]?.responses.getStore()
  if (!response || response.headersSent) return
  const { headers } = response.req
  if (headers['rsc'] === undefined && headers['next-action'] === undefined) answer(response.req, response)
}

/**
 * Stores a list for the HTML rendering of this response, which reads it with `listBeside`. Both run in the same request but
 * share no variable.
 * @returns Whether the response is rendered to HTML: what Next.js fetches for itself is not.
 */
export function leaveForDocument(page: DocumentList): boolean {
  const store = (globalThis as GlobalStore)[storeKey]
  const response = store?.responses.getStore()
  if (!store || !response) return false
  const { headers } = response.req
  if (headers['rsc'] !== undefined || headers['next-action'] !== undefined) return false
  store.lists.set(response, page)
  return true
}

/** Keeps the refused inputs of a list for the page that this response shows, which is the list again. */
export function leaveTyped(rows: readonly TypedRow[]): void {
  const store = (globalThis as GlobalStore)[storeKey]
  const response = store?.responses.getStore()
  if (response) store?.typed.set(response, rows)
}

/** What was typed in the list, if this response is to a post that was refused. */
export function typedInList(): readonly TypedRow[] {
  const store = (globalThis as GlobalStore)[storeKey]
  const response = store?.responses.getStore()
  return (response && store?.typed.get(response)) ?? []
}
