import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { Visitor } from '@/e2e/crawl/visitor'
import { freePort } from '../embedded/free-port'

const account = { email: 'dev@example.com', password: 'a long enough password' }

/** Starts `brolly dev` as a developer would, and waits until it prints the URL. */
async function startDev(url: string): Promise<{ base: string; stop: () => Promise<number | null>; out: () => string }> {
  const port = await freePort()
  const root = path.resolve(import.meta.dirname, '..', '..')
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [path.join(root, 'bin', 'brolly.js'), 'dev'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      HOME,
      NODE_ENV: 'development',
      DATABASE_URL: url,
      AUTH_SECRET: 'a secret of the tests that is long enough',
      PORT: String(port),
      BROLLY_SUPERUSER_EMAIL: account.email,
      BROLLY_SUPERUSER_PASSWORD: account.password,
    },
  })
  const ended = once(child, 'exit')
  let text = ''
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: string) => {
      text += chunk
      if (text.includes('Ready in')) resolve()
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    void ended.then(() => reject(new Error(`dev ended: ${text}`)))
  })
  const stop = async () => {
    child.kill('SIGINT')
    const [code] = await ended
    return typeof code === 'number' ? code : null
  }
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop()
  })
  await ready
  return { base: `http://127.0.0.1:${port}`, stop, out: () => text }
}

test('dev prepares an empty database, serves, shows queries and faults to its superuser, and ends completely', async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const { base, stop, out } = await startDev(database.url)
  expect(out()).toContain('Loaded the rows of db/seed.ts.')
  expect(out()).toContain(`Open  ${base}/admin`)
  const visitor = new Visitor(base)
  await visitor.logIn(account.email, account.password)

  const list = await visitor.get('/admin/orders')
  const panel = list.page.querySelector('.queries')
  expect(panel?.textContent).toMatch(/\d+ quer(y|ies) · [\d.]+ ms/)
  expect(panel?.textContent).toContain('from "orders"')
  const plan = await visitor.get(panel?.querySelector('.query a')?.getAttribute('href') ?? '')
  expect(plan.page.querySelector('main pre')?.textContent).toContain('Execution Time')

  const sql = postgres(database.url, { max: 1 })
  await sql`alter table orders rename column currency to money`
  await sql.end()
  const fault = await fetch(`${base}/admin/orders`, { headers: { cookie: visitor.cookie } })
  const html = await fault.text()
  expect(fault.status).toBe(503)
  expect(html).toContain('column t.currency does not exist')
  expect(html).toContain('npx brolly drift')
  expect(html).toContain('▶')

  expect(await stop()).toBe(130)
  await expect(fetch(base)).rejects.toThrow('fetch failed')
}, 240_000)
