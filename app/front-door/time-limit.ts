import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** Lets the request take as long as it needs. */
export type LiftLimit = () => void

/**
 * Takes over the time that Node.js gives to every request to arrive (five minutes), because it has one limit for all: a large file
 * over a slow line takes longer. The limit for the headers stays with the server.
 *
 * @returns Starts the time of a request with a body. One that has not arrived by then gets a 408 response.
 */
export function takeTimeLimit(server: Server): (request: IncomingMessage, response: ServerResponse) => LiftLimit {
  const limit = server.requestTimeout
  server.requestTimeout = 0
  return (request, response) => {
    if (limit === 0) return () => undefined
    const timer = setTimeout(() => endLate(request, response), limit)
    timer.unref()
    const lift = () => clearTimeout(timer)
    request.once('close', lift)
    return lift
  }
}

function endLate(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return
  if (response.headersSent) request.destroy()
  else response.writeHead(408, { Connection: 'close' }).end(() => request.destroy())
}
