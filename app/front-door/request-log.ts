import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { writeLog } from '@/admin/server'
import { clientOf } from './client-of'

/**
 * Writes a line for each request that was answered, at the level `info`. Without the query string, which may contain
 * personal data.
 */
export function logRequests(): void {
  const started = new WeakMap<IncomingMessage, number>()
  // Both channels' messages are documented as `{ request, response, socket, server }`.
  subscribe('http.server.request.start', (message) => {
    started.set((message as { request: IncomingMessage }).request, performance.now())
  })
  subscribe('http.server.response.finish', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    writeLog({
      level: 'info',
      event: 'request',
      method: request.method,
      path: (request.url ?? '').split('?', 1)[0],
      status: response.statusCode,
      ms: Math.round(performance.now() - (started.get(request) ?? performance.now())),
      address: clientOf(request).address,
    })
  })
}
