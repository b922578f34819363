import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { ListPage } from '@/admin/client'
import { findListBy } from '@/components/admin/list/list-beside'

/** Next.js bundles this file more than once; all copies share what is stored under this key. */
const storeKey = Symbol.for('brolly.responses')
type GlobalStore = {
  [storeKey]?: { responses: AsyncLocalStorage<ServerResponse>; lists: WeakMap<ServerResponse, ListPage> }
}

/**
 * Keeps each request's response available while it is handled, through a Node.js diagnostics channel, so that a page can set
 * its status. Next.js lets a page choose only 403 and 404, and sends those without any HTML in the body.
 */
export function rememberResponses(): void {
  const store = globalThis as GlobalStore
  if (store[storeKey]) return
  const responses = new AsyncLocalStorage<ServerResponse>()
  const lists = new WeakMap<ServerResponse, ListPage>()
  store[storeKey] = { responses, lists }
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
export function setResponseStatus(status: number): boolean {
  const response = (globalThis as GlobalStore)[storeKey]?.responses.getStore()
  if (!response || response.headersSent) return false
  response.statusCode = status
  return true
}

/**
 * Stores a list for the HTML rendering of this response, which reads it with `listBeside`. Both run in the same request but
 * share no variable.
 * @returns Whether the response is rendered to HTML: what Next.js fetches for itself is not.
 */
export function leaveForDocument(page: ListPage): boolean {
  const store = (globalThis as GlobalStore)[storeKey]
  const response = store?.responses.getStore()
  if (!store || !response) return false
  const { headers } = response.req
  if (headers['rsc'] !== undefined || headers['next-action'] !== undefined) return false
  store.lists.set(response, page)
  return true
}
