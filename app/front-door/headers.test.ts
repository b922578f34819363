import { createServer, request as ask, type IncomingMessage, type OutgoingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { securityHeaders } from '../security-headers.js'
import { contentPolicy } from './content-policy'
import { guardServer } from './front-door'

/** A server that responds with the policy that a page finds in the request. */
async function serve(origin: string | null): Promise<number> {
  const server: Server = createServer((request, response) =>
    response.end(`${String(request.headers['content-security-policy'])} ${String(request.headers['x-nonce'])}`),
  )
  const policy = contentPolicy({
    isDevelopment: false,
    reportTo: 'https://reports.example/csp',
    sources: 'img-src https://cdn.example; script-src https://evil.example',
  })
  guardServer(server, { origin, hosts: ['127.0.0.1'], basePath: '/admin', policy, isMember: async () => false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  // A server that listens on a port has an address of this type.
  return (server.address() as AddressInfo).port
}

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

const get = (port: number, given: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [method, path] = given.startsWith('/') ? ['GET', given] : given.split(' ')
    const sent = ask(
      { host: '127.0.0.1', port, path, method, headers: { Host: '127.0.0.1', ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end()
  })

const nonceIn = (text: string | undefined) => /'nonce-([^']+)'/u.exec(text ?? '')?.[1]

test('SEC-153: every response has a nonce of its own, never one that the request brought', async () => {
  const port = await serve(null)
  const brought = { 'Content-Security-Policy': "script-src 'nonce-mine'", 'X-Nonce': 'mine' }
  const seen = new Set<string | undefined>()

  for (let index = 0; index < 200; index++) {
    const { headers, text } = await get(port, '/admin', index % 2 === 0 ? {} : brought)
    const nonce = nonceIn(String(headers['content-security-policy']))
    expect(text).toBe(`${String(headers['content-security-policy'])} undefined`)
    seen.add(nonce)
  }

  expect(seen.size).toBe(200)
  expect(seen).not.toContain('mine')
})

test('SEC-139, SEC-199: scripts run only with the nonce, no page is framed, and no setting allows others', async () => {
  const { headers } = await get(await serve(null), '/admin')
  const policy = String(headers['content-security-policy'])
  const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src'))

  expect(scripts).toMatch(/^script-src 'self' 'nonce-[\w+/=]{22,}' 'strict-dynamic'$/u)
  expect(policy).not.toContain('evil.example')
  for (const directive of [
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "img-src 'self' data: blob: https://cdn.example",
    'report-uri https://reports.example/csp',
  ])
    expect(policy.split('; ')).toContain(directive)
})

test('SEC-199, SEC-200: over https, every response asks for https for a year, also a refused one', async () => {
  const port = await serve('https://admin.example.com')

  for (const given of ['/admin', '/_next/static/x.js', '/admin/%', 'HEAD /admin']) {
    const { headers } = await get(port, given)
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    expect(headers['content-security-policy']).toContain("'nonce-")
  }
  expect((await get(await serve('http://admin.example.com'), '/admin')).headers).not.toHaveProperty(
    'strict-transport-security',
  )
})

test('SEC-200: a page that was requested without TLS leads to the configured origin', async () => {
  const port = await serve('https://admin.example.com')
  const plain = { 'X-Forwarded-Proto': 'http', Host: 'evil.example' }

  const { status, headers } = await get(port, '/admin?q=1', plain)
  expect([status, headers.location]).toEqual([308, 'https://admin.example.com/admin?q=1'])
  for (const { key, value } of securityHeaders) expect(headers[key.toLowerCase()], key).toBe(value)
  expect((await get(port, '//evil.example', plain)).status).not.toBe(308)
  // A program is not led on in silence after it has sent its token for all to read.
  const token = { ...plain, Host: 'admin.example.com', Authorization: 'Bearer brolly_1' }
  for (const given of ['/admin/-/api/export/orders', 'POST /admin/-/api/export/orders'])
    expect(await get(port, given, token)).toMatchObject({ status: 403, headers: { 'cache-control': 'no-store' } })
  expect((await get(port, '/api/health', plain)).status).toBe(200)
  expect((await get(port, '/admin', { 'X-Forwarded-Proto': 'https' })).status).toBe(200)
  expect((await get(await serve(null), '/admin', { 'X-Forwarded-Proto': 'http' })).status).toBe(200)
})
