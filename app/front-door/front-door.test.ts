import { createServer, request as ask, type IncomingMessage, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { securityHeaders } from '../security-headers.js'
import { guardServer } from './front-door'
import type { Addresses } from './check-request'
import { contentPolicy } from './content-policy'

/** A server behind the front door that responds with the method and the number of bytes received. */
async function serve(
  addresses: Partial<Addresses> = {},
  onUpgrade = () => undefined,
  options: ServerOptions = {},
): Promise<number> {
  const server: Server = createServer(options, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => response.end(`${request.method} ${Buffer.concat(chunks).length}`))
  })
  server.on('upgrade', onUpgrade)
  guardServer(server, {
    origin: null,
    hosts: [],
    basePath: '/admin',
    ...addresses,
    policy: contentPolicy({ isDevelopment: false }),
    isMember: async ({ headers }: IncomingMessage) => headers.cookie === 'member',
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  // A server that listens on a port has an address of this type.
  return (server.address() as AddressInfo).port
}

interface Sent {
  path?: string
  method?: string
  headers?: Record<string, string | undefined>
  body?: string | Buffer
}

interface Answer {
  status: number
  text: string
  headers: IncomingMessage['headers']
}

function send(port: number, { path = '/admin', method = 'GET', headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = ask({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          headers: response.headers,
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

const parts = (count: number, name = (at: number) => `f${at}`, value = 'x') =>
  `${Array.from({ length: count }, (_, index) => `--b\r\nContent-Disposition: form-data; name="${name(index)}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`
const multipart = { 'Content-Type': 'multipart/form-data; boundary=b' }
const member = { Cookie: 'member' }

describe('a URL', () => {
  test.for(['/admin/%', '/admin/%ZZ', '/admin/products/%C3', '/%E0%A4%A', '/admin/%00', 'http://evil.example/admin'])(
    '%s gets a 400 response with the usual headers',
    async (path) => {
      const { status, headers, text } = await send(await serve(), { path })

      expect(status).toBe(400)
      expect(text).toContain('This URL is not valid')
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        ...Object.fromEntries(securityHeaders.map(({ key, value }) => [key.toLowerCase(), value])),
      })
    },
  )

  test('with valid escapes is passed on, and its response is not cached', async () => {
    const { status, headers } = await send(await serve(), { path: '/admin/b%C3%BCcher/a%25b?q=%' })

    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
  })
})

test.for([
  ['http://127.0.0.1:1/canary', 400],
  ['/admin', 200],
] as const)(
  'SEC-137: a connection to %s that asks to become a WebSocket stays one of HTTP',
  async ([path, expected]) => {
    let upgraded = false
    const port = await serve({}, () => void (upgraded = true))

    const headers = { Connection: 'Upgrade', Upgrade: 'websocket' }
    expect([(await send(port, { path, headers })).status, upgraded]).toEqual([expected, false])
  },
)

test.for(['TRACE', 'PROPFIND', 'PURGE'])('SEC-132: the method %s is refused', async (method) => {
  expect((await send(await serve(), { method })).status).toBe(405)
})

describe('a host', () => {
  const addresses = { origin: 'https://admin.example.com', hosts: ['intern.example:8080'] }

  test.for([
    ['admin.example.com', {}, 200],
    ['ADMIN.example.com', {}, 200],
    ['intern.example:8080', {}, 200],
    ['intern.example', {}, 400],
    ['evil.example', {}, 400],
    ['admin.example.com.evil.example', {}, 400],
    ['localhost:1', {}, 400],
    ['admin.example.com', { 'X-Forwarded-Host': 'evil.example' }, 400],
    ['admin.example.com', { 'X-Forwarded-Host': 'admin.example.com' }, 200],
  ] as const)('SEC-128: %s %o is answered with %i', async ([host, headers, expected]) => {
    const { status } = await send(await serve(addresses), { headers: { Host: host, ...headers } })

    expect(status).toBe(expected)
  })

  test('does not matter to a probe, to the server itself, or where none is set', async () => {
    const port = await serve(addresses)

    expect((await send(port, { path: '/api/ready', headers: { Host: '10.0.0.7:3000' } })).status).toBe(200)
    expect((await send(port, { headers: { Host: `localhost:${port}` } })).status).toBe(200)
    expect((await send(await serve(), { headers: { Host: 'any.example' } })).status).toBe(200)
  })
})

describe('a post', () => {
  const at = { origin: 'https://admin.example.com', hosts: [] }
  const host = 'admin.example.com'

  test.for([
    [at, { Origin: 'https://admin.example.com' }, 200],
    [at, { Origin: 'http://admin.example.com' }, 403],
    [{ ...at, hosts: ['Intern.Example'] }, { Origin: 'https://intern.example' }, 200],
    [at, { Origin: 'https://evil.example' }, 403],
    [at, { Origin: 'null' }, 403],
    [at, { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' }, 400],
    [at, { 'Sec-Fetch-Site': 'cross-site' }, 403],
    [at, { 'Sec-Fetch-Site': 'same-site' }, 403],
    [at, { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://admin.example.com' }, 403],
    [at, { 'Sec-Fetch-Site': 'same-origin' }, 200],
    [at, {}, 200],
    [at, { Cookie: 'a=b; __Host-brolly-session=x' }, 403],
    [at, { Cookie: 'brolly-session=x', 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{}, { Cookie: 'brolly-session=x' }, 403],
    [{ sessionCookies: ['library'] }, { Cookie: 'a=b; library=x' }, 403],
    [{ sessionCookies: ['library'] }, { Cookie: 'library2=x' }, 200],
    [{}, { Origin: 'https://admin.example.com' }, 200],
    [{}, { Origin: 'http://admin.example.com' }, 200],
    [{}, { Origin: 'http://evil.example' }, 403],
    [{}, { Origin: 'http://proxy.example', 'X-Forwarded-Host': 'proxy.example' }, 200],
  ] as const)(
    'SEC-124 SEC-125 SEC-126 SEC-127 SEC-134: to %o with %o is answered with %i',
    async ([addresses, headers, expected]) => {
      const port = await serve(addresses)
      const answer = await send(port, { method: 'POST', headers: { Host: host, ...headers }, body: 'x' })
      const read = await send(port, { headers: { Host: host, ...headers } })

      expect(answer.status).toBe(expected)
      if (!('X-Forwarded-Host' in headers)) expect(read.status).toBe(200)
    },
  )

  test('SEC-169: reaches Next.js whole, whether its length is declared or not', async () => {
    const port = await serve()
    const body = Buffer.alloc(5_000_000, 'a')

    for (const headers of [{ 'Content-Length': String(body.length) }, { 'Transfer-Encoding': 'chunked' }])
      expect(
        await send(port, { method: 'POST', headers: { ...member, ...multipart, ...headers }, body }),
      ).toMatchObject({
        status: 200,
        text: 'POST 5000000',
      })
  })

  test.for([
    ['a stranger’s of 100 kB', {}, Buffer.alloc(100_000, 'a'), 'larger than 64 kB'],
    ['anybody’s of 20 MB', member, Buffer.alloc(20_000_000, 'a'), 'larger than 15 MB'],
    ['a stranger’s of 200 fields', {}, parts(200), 'too many fields'],
    ['anybody’s of 40,000 fields', member, parts(40_000), 'too many fields'],
  ] as const)('SEC-169: %s is read to its end and answered with 413 in words', async ([, headers, body, words]) => {
    for (const kind of [{}, { 'Transfer-Encoding': 'chunked' }]) {
      const answer = await send(await serve(), { method: 'POST', headers: { ...multipart, ...headers, ...kind }, body })

      expect([answer.status, answer.text]).toEqual([413, expect.stringContaining(words)])
    }
  })

  test('with many fields in URL encoding is treated the same', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const body = 'a&'.repeat(200)

    expect((await send(await serve(), { method: 'POST', headers, body })).status).toBe(413)
    expect((await send(await serve(), { method: 'POST', headers: { ...headers, ...member }, body })).status).toBe(200)
  })

  test.for([
    ['an argument', parts(1, () => '0', '['.repeat(200)), multipart, 400],
    ['a bound argument', parts(1, () => '$ACTION_1:0', '{"a":'.repeat(200)), multipart, 400],
    ['a body that is no form', '['.repeat(200), { 'Content-Type': 'text/plain;charset=UTF-8' }, 400],
    ['a text in an argument', parts(1, () => '0', JSON.stringify(['\\"['.repeat(200)])), multipart, 200],
    ['a field', parts(1, () => 'payload', '['.repeat(490)), multipart, 200],
  ] as const)('with brackets in %s', async ([, body, headers, expected]) => {
    const answer = await send(await serve(), { method: 'POST', headers: { ...headers, ...member }, body })

    expect(answer.status).toBe(expected)
  })

  test('has a limited time to arrive, but for the upload of somebody who is logged in', async () => {
    const port = await serve({}, undefined, { requestTimeout: 100, connectionsCheckingInterval: 10 })
    /** Sends the beginning, and the rest when it is told to. */
    const begin = (path: string, headers: Record<string, string>) => {
      const request = ask({
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        headers: { ...headers, 'Content-Length': '2' },
      })
      const status = new Promise<number>((resolve, reject) => {
        request.on('response', (response) => resolve(response.resume().statusCode ?? 0))
        request.on('error', reject)
      })
      request.write('a')
      return { status, finish: () => request.end('b') }
    }
    const upload = '/admin/-/api/upload/products/picture'
    const sending = begin(upload, member)

    expect(await begin('/admin/products/1', member).status).toBe(408)
    expect(await begin(upload, {}).status).toBe(408)
    sending.finish()
    expect(await sending.status).toBe(200)
  })

  test('by a script is refused in one line of text', async () => {
    const answer = await send(await serve(), {
      method: 'POST',
      headers: { ...multipart, 'Next-Action': 'x' },
      body: Buffer.alloc(100_000),
    })

    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.text).not.toContain('<')
  })
})
