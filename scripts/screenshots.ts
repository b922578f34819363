import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { e2eAccounts } from '@/e2e/accounts'
import { freePort } from '@/cli/embedded/free-port'
import { chromiumPath } from './chromium'

/**
 * Takes the pictures of docs/screenshots from the production build and the demo: `npx tsx scripts/screenshots.ts`. With
 * a folder as its argument it saves every page there for review, in desktop and phone width.
 */

const [folder] = process.argv.slice(2)
const themes = ['light', 'dark'] as const
const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

const documented = { list: '/admin/products', record: '/admin/products/795' }
const everything = {
  ...documented,
  index: '/admin',
  'list-filtered': '/admin/orders?status.in=paid,shipped&total.gte=500&q=ada',
  'list-composite': '/admin/order_items',
  'list-customers': '/admin/customers',
  'list-empty': '/admin/products?q=nothing-is-called-that&status.eq=active',
  add: '/admin/orders/add',
  'record-order': '/admin/orders/12000',
  delete: '/admin/customers/12/delete',
  'delete-blocked': '/admin/categories/2/delete',
  history: '/admin/products/795/history',
  password: '/admin/-/password',
  migrations: '/admin/-/migrations',
  users: '/admin/brolly.users',
  'bad-address': '/admin/products?nothing.eq=1',
  'not-found': '/admin/products/999999999',
}

const port = process.env.BROLLY_E2E_RUNNING ? process.env.BROLLY_E2E_PORT : String(await freePort())
const base = `http://127.0.0.1:${port}`
const server = process.env.BROLLY_E2E_RUNNING ? undefined : startServer()
const browser = await launch()
try {
  await waitUntilReady()
  if (folder === undefined) await take('docs/screenshots', { pages: documented, size: desk, suffix: '' })
  else {
    await take(folder, { pages: everything, size: desk, suffix: '-1440' })
    await take(folder, { pages: everything, size: phone, suffix: '-390' })
  }
} finally {
  await browser.close()
  server?.kill('SIGTERM')
}

function startServer() {
  return spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/e2e-server.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, BROLLY_E2E_PORT: port },
  })
}

function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']
  return chromium.launch({ executablePath: chromiumPath(), args })
}

async function waitUntilReady(): Promise<void> {
  const deadline = Date.now() + 300_000
  while (Date.now() < deadline) {
    const ready = await fetch(`${base}/api/ready`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('The server did not become ready.')
}

interface Shots {
  pages: Record<string, string>
  size: { width: number; height: number }
  suffix: string
}

async function take(into: string, { pages, size, suffix }: Shots): Promise<void> {
  mkdirSync(into, { recursive: true })
  for (const theme of themes) {
    const context = await browser.newContext({
      baseURL: base,
      viewport: size,
      colorScheme: theme,
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    const shoot = (name: string) => page.screenshot({ path: path.join(into, `${name}-${theme}${suffix}.png`) })
    await page.goto('/admin/-/login')
    if (suffix !== '') await shoot('login')
    await logIn(page)
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(address, { waitUntil: 'networkidle' })
      await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
      await shoot(name)
    }
    await context.close()
  }
}

async function logIn(page: Page): Promise<void> {
  const [superuser] = e2eAccounts
  await page.getByLabel('Email').fill(superuser.email)
  await page.getByLabel('Password').fill(superuser.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL('**/admin')
}
