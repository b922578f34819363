import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { builtActions } from './action-calls'
import { accountOf, expect, test, unique } from './fixtures'

/** What no page sends, and no proxy in front should have to stop. */

test.describe('a viewer', () => {
  test.use({ role: 'viewer' })

  test('SEC-035: cannot change a session by the endpoints that next-auth has elsewhere', async ({
    request,
    baseURL,
    database,
  }) => {
    const email = accountOf('viewer').email
    const state = () => database`select is_staff, is_superuser, is_active from brolly.users where email = ${email}`
    const before = await state()
    const data = { user: { is_superuser: true, role: 'superuser' }, is_superuser: true, sid: 'x' }
    for (const endpoint of ['session', 'callback/credentials', 'signin/credentials', 'csrf', 'signout', '_log'])
      for (const method of ['POST', 'PUT', 'PATCH']) {
        const answer = await request.fetch(`/api/auth/${endpoint}`, {
          method,
          data,
          headers: { Origin: baseURL ?? '' },
          maxRedirects: 0,
        })
        expect([303, 307, 404, 405], `${method} ${endpoint}`).toContain(answer.status())
      }
    expect(await state()).toEqual(before)
    expect((await request.get('/admin/-/security')).status()).toBe(403)
    expect((await request.get('/admin/products')).status()).toBe(200)
  })

  test('SEC-132: a route has its own methods and no other, and reading ends nothing', async ({ request, baseURL }) => {
    const headers = { Origin: baseURL ?? '' }
    for (const route of ['lookup/products?column=category_id', 'export/products', 'search?q=desk', 'peek/products/1'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'])
        expect([400, 404, 405], `${method} ${route}`).toContain(
          (await request.fetch(`/admin/-/api/${route}`, { method, headers })).status(),
        )
    for (const page of ['/logout', '/admin/-/logout', '/admin/products/1/delete']) await request.get(page)
    const foreign = { Origin: 'https://evil.example', 'Content-Type': 'text/plain' }
    expect((await request.post('/admin/-/api/cell/products/1', { headers: foreign, data: '{}' })).status()).toBe(403)
    expect((await request.get('/admin/products/1')).status()).toBe(200)
  })

  test('SEC-138: no answer may be read by a page of another site', async ({ request }) => {
    const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }
    for (const route of ['/admin', '/admin/-/api/lookup/products?column=category_id', '/api/health', '/login', '/none'])
      for (const method of ['GET', 'OPTIONS', 'POST']) {
        const answer = await request.fetch(route, { method, headers })
        expect(answer.headers(), `${method} ${route}`).not.toHaveProperty('access-control-allow-origin')
      }
  })
})

test('SEC-066: two users who ask for one URL in turn each get their own page, whatever key they send', async ({
  openAs,
}) => {
  const [boss, editor] = [await openAs(accountOf('superuser')), await openAs(accountOf('editor'))]
  const headers = { 'x-cache-key': 'shared', 'if-none-match': '*', 'next-router-state-tree': 'shared' }
  const asked = Array.from({ length: 6 }, () => [boss, editor]).flat()

  const answers = await Promise.all(
    asked.map(async (page) => {
      const answer = await page.request.get('/admin/products/1', { headers })
      return [page, await answer.text(), answer.headers()['cache-control']] as const
    }),
  )

  for (const [page, text, cache] of answers) {
    expect(text).toContain(accountOf(page === boss ? 'superuser' : 'editor').email)
    expect(text).not.toContain(accountOf(page === boss ? 'editor' : 'superuser').email)
    expect(/name="cost"/u.test(text)).toBe(page === boss)
    expect(cache).toContain('no-store')
  }
})

test('SEC-134: another site logs nobody in or out', async ({ openAs, request, makeAccount }) => {
  const attacker = await makeAccount()
  const action = builtActions().get('login') ?? ''
  const from = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  const form = { _1_email: attacker.email, _1_password: attacker.password, 0: '[{},"$K1"]' }
  for (const headers of [from, { ...from, 'Next-Action': action }]) {
    const answer = await request.post('/admin/-/login', { headers, multipart: form })
    expect([answer.status(), answer.headers()['set-cookie']]).toEqual([403, undefined])
  }
  const victim = await openAs(await makeAccount())
  await victim.setContent('<img src="/logout"><img src="/admin/-/logout">')
  for (const page of ['/logout', '/admin/-/logout']) await victim.request.get(page, { headers: from })
  expect((await victim.request.get('/admin')).status()).toBe(200)
})

test('SEC-106: payloads against the parser of server actions run nothing and leave the server alive', async ({
  baseURL,
}) => {
  const mark = path.join(tmpdir(), unique('brolly-executed').replaceAll(' ', '-'))
  const code = `process.mainModule.require('fs').writeFileSync(${JSON.stringify(mark)},'x');`
  const gadget = (get: string) =>
    JSON.stringify({
      then: '$1:__proto__:then',
      status: 'resolved_model',
      reason: -1,
      value: '{"then":"$B1337"}',
      _response: { _prefix: code, _chunks: '$Q2', _formData: { get } },
    })
  const families: Record<string, string>[] = [
    { 0: gadget('$1:constructor:constructor'), 1: '"$@0"', 2: '[]' },
    { 0: gadget('$1:then:constructor'), 1: '"$@0"', 2: '[]' },
    { 0: '["$1:constructor:constructor"]', 1: JSON.stringify(code) },
    { 0: `{"id":"child_process#execSync","bound":["touch ${mark}"]}`, 1: '"$F0"' },
    { 0: '["$F1"]', 1: `{"id":"vm#runInThisContext","bound":${JSON.stringify([code])}}` },
    // Promises, maps, sets and iterators that contain themselves.
    { 0: '"$@0"' },
    { 0: '["$@1"]', 1: '"$@2"', 2: '"$@1"' },
    { 0: '["$Q1","$W1","$i1"]', 1: '["$Q1","$W1","$i1"]' },
    { 0: '["$K1","$K1"]', 1: '"$K1"' },
    // Much work for little text.
    { 0: `["$n${'9'.repeat(50_000)}"]` },
    { 0: `[${Array.from({ length: 8_000 }, () => '"$1"').join()}]`, 1: `[${'"$2",'.repeat(90)}"$2"]`, 2: '["x"]' },
    { 0: JSON.stringify(`$1${':a'.repeat(20_000)}`), 1: '{"a":{}}' },
  ]
  for (const fields of families)
    for (const action of [builtActions().get('login') ?? '', 'x', '0'.repeat(42)]) {
      const body = new FormData()
      for (const [name, value] of Object.entries(fields)) body.append(name, value)
      const headers = { 'Next-Action': action, Origin: baseURL ?? '' }
      // A payload may leave its own request without an answer.
      const signal = AbortSignal.timeout(2_000)
      await fetch(new URL('/admin/-/login', baseURL), { method: 'POST', headers, body, signal }).catch(() => null)
    }

  expect((await fetch(new URL('/api/health', baseURL))).status).toBe(200)
  expect(existsSync(mark)).toBe(false)
  expect(Object.prototype).not.toHaveProperty('then')
})

test('SEC-193: ten thousand headers, a cookie of a megabyte and half a request leave the server alive', async ({
  baseURL,
}) => {
  const { hostname, port } = new URL(baseURL ?? '')
  const answerTo = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(Number(port), hostname, () => socket.write(text))
      socket.on('data', (chunk) => (answer += chunk.toString()))
      // The server closes while it is still being written to.
      socket.on('error', () => resolve(answer))
      socket.on('close', () => resolve(answer))
    })
  const start = `GET /admin HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`
  const many = Array.from({ length: 10_000 }, (_, index) => `X-${index}: y\r\n`).join('')

  const half = connect(Number(port), hostname, () => half.write('POST /login HTTP/1.1\r\nContent-Length: 900\r\n'))
  half.on('error', () => undefined)
  for (const text of [`${start}${many}\r\n`, `${start}Cookie: a=${'x'.repeat(1024 * 1024)}\r\n\r\n`])
    expect(await answerTo(text)).toMatch(/^(?:HTTP\/1\.1 431|$)/u)
  expect((await fetch(new URL('/api/ready', baseURL))).status).toBe(200)
  half.destroy()
})

test('SEC-177, SEC-207: neither the image optimiser nor files beside the build are served', async ({ request }) => {
  for (const address of ['/icon.svg', '/admin/products', '/admin/-/api/export/products', '//evil.example/x.png'])
    expect((await request.get(`/_next/image?url=${encodeURIComponent(address)}&w=64&q=75`)).status(), address).toBe(404)
  for (const file of [
    '/.env',
    '/.env.local',
    '/.git/config',
    '/package.json',
    '/package-lock.json',
    '/admin.config.ts',
    '/drizzle/meta/_journal.json',
    '/.brolly/secret',
    '/backup.sql',
    '/_next/../package.json',
    '/_next/%2e%2e/package.json',
    '/_next/static/..%2f..%2fpackage.json',
    '/_next/static/%2e%2e/%2e%2e/server/app-paths-manifest.json',
    '/_next/server/server-reference-manifest.json',
  ])
    expect([400, 404], file).toContain((await request.get(file)).status())
})

test('SEC-197: health and readiness tell nothing but themselves, and bear being asked all the time', async ({
  request,
}) => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const answer = await request.get(index % 2 === 0 ? '/api/health' : '/api/ready')
      return `${answer.status()} ${await answer.text()}`
    }),
  )
  expect(new Set(answers)).toEqual(new Set(['200 {"ok":true}', '200 {"ready":true}']))
})

test('SEC-202: the files for browsers contain no secret, no settings of the server and no source maps', async () => {
  const folder = path.join(process.env.BROLLY_DIST_DIR || '.next', 'static')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const secrets = /AUTH_SECRET|DATABASE_URL|BROLLY_SMTP|BROLLY_PASSWORD|postgres(?:ql)?:\/\/|password_hash|PRIVATE KEY/u
  const passwords = ['superuser', 'editor'].map((role) => accountOf(role as 'superuser' | 'editor').password)

  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
  for (const file of files.filter((name) => /\.(?:js|css|json)$/u.test(name))) {
    const text = readFileSync(path.join(folder, file), 'utf8')
    expect(secrets.exec(text)?.[0], file).toBeUndefined()
    for (const password of passwords) expect(text, file).not.toContain(password)
  }
})

test.describe('with every permission', () => {
  test.use({ role: 'superuser' })

  test('SEC-064: a part of a URL that cannot be decoded names nothing', async ({ page }) => {
    const api = ['peek', 'form', 'step', 'neighbours', 'cell'].map((name) => `${name}/products/%25E0`)
    const files = ['files/products/%25E0/picture', 'files/products/1/%25E0', 'upload/products/%25E0']
    const pages = ['products/%25E0', 'products/%25E0/history', 'products/%25E0/delete', '-/undo/%25E0']
    for (const part of [...[...api, ...files].map((name) => `-/api/${name}`), ...pages])
      expect([400, 404], part).toContain((await page.request.get(`/admin/${part}`)).status())
  })
})
