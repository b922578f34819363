import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { ListPage } from '@/admin/client'
import { findListBy } from '@/components/admin/list/list-beside'

/** The framework bundles this file more than once; all copies share what stands under this name. */
const place = Symbol.for('brolly.responses')
type Holder = { [place]?: { responses: AsyncLocalStorage<ServerResponse>; lists: WeakMap<ServerResponse, ListPage> } }

/**
 * Keeps each request's response at hand while it is answered, by Node's own announcement of requests, so that a page can say
 * which status it is. The framework lets a page choose only 403 and 404, and sends those without any HTML in the body.
 */
export function rememberResponses(): void {
  const holder = globalThis as Holder
  if (holder[place]) return
  const responses = new AsyncLocalStorage<ServerResponse>()
  const lists = new WeakMap<ServerResponse, ListPage>()
  holder[place] = { responses, lists }
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
 * Sets the status of the response that this page is part of; to be called before anything of it has been sent.
 * @returns Whether it could be set: not where the page is rendered outside of a request of this server.
 */
export function setResponseStatus(status: number): boolean {
  const response = (globalThis as Holder)[place]?.responses.getStore()
  if (!response || response.headersSent) return false
  response.statusCode = status
  return true
}

/**
 * Leaves a list where the drawing of this response to HTML finds it, see `listBeside`: the two run in one request, but share
 * no variable.
 * @returns Whether it will be drawn to HTML: what the framework fetches for itself is not.
 */
export function leaveForDocument(page: ListPage): boolean {
  const holder = (globalThis as Holder)[place]
  const response = holder?.responses.getStore()
  if (!holder || !response) return false
  const { headers } = response.req
  if (headers['rsc'] !== undefined || headers['next-action'] !== undefined) return false
  holder.lists.set(response, page)
  return true
}
