import { readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import postgres from 'postgres'
import { e2eAccounts } from './accounts'
import { Visitor } from './crawl/visitor'

export { expect }

export interface Account {
  email: string
  password: string
}

interface NewAccount {
  permissions?: string[]
  isStaff?: boolean
  isSuperuser?: boolean
  isActive?: boolean
}

const roles = ['superuser', 'editor', 'viewer', 'nobody'] as const
type Role = (typeof roles)[number]
type Sql = postgres.Sql
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

interface Options {
  /** The user who is logged in when the test starts; null for none. */
  role: Role | null
  /** Console errors that the test expects. */
  expectedErrors: RegExp[]
}

interface Fixtures {
  /** Creates an account for this test only. */
  makeAccount: (given?: NewAccount) => Promise<Account & { id: string }>
  /** Opens an empty page in a separate browser context with a logged-in user. */
  openAs: (account: Account) => Promise<Page>
  /** Watches the pages of a context that the test created itself. */
  watch: (context: BrowserContext) => void
}

interface WorkerFixtures {
  /** The server's database, for setting up and checking data. */
  database: Sql
  sessions: (role: Role) => Promise<StorageState>
}

/** Every test fails on an unexpected console error, uncaught exception or response with status 500 or above. */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  role: [null, { option: true }],
  expectedErrors: [[], { option: true }],

  database: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names out of the pattern.
    async ({}, use) => {
      const sql = postgres(readFileSync(process.env.BROLLY_E2E_DATABASE ?? '', 'utf8'), {
        max: 2,
        onnotice: () => undefined,
      })
      await use(sql)
      await sql.end()
    },
    { scope: 'worker' },
  ],

  sessions: [
    async ({ database }, use, { project }) => {
      const known = new Map<Role, Promise<StorageState>>()
      await use((role) => {
        const session = known.get(role) ?? sessionOf(accountOf(role), project.use.baseURL)
        known.set(role, session)
        return session.then(async (state) => {
          // However long the run takes, no test is asked to confirm; `second-factors.spec.ts` is about that.
          await database`update brolly.sessions s set verified_at = now()
            from brolly.users u where u.id = s.user_id and u.email = ${accountOf(role).email}`
          return state
        })
      })
    },
    { scope: 'worker' },
  ],

  storageState: async ({ role, sessions }, use) => use(role === null ? undefined : await sessions(role)),

  watch: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = []
      const watch = (watched: BrowserContext) => {
        watchErrors(watched, (error) => {
          if (!expectedErrors.some((expected) => expected.test(error))) errors.push(error)
        })
      }
      watch(context)
      await use(watch)
      expect(errors, 'errors in the browser').toEqual([])
    },
    { auto: true },
  ],

  makeAccount: async ({ database }, use) => {
    await use((given) => makeAccount(database, given))
  },

  openAs: async ({ browser, sessions, watch }, use, { project }) => {
    const contexts: BrowserContext[] = []
    await use(async (account) => {
      const { baseURL, locale, timezoneId } = project.use
      const role = roles.find((candidate) => accountOf(candidate).email === account.email)
      const storageState = await (role === undefined ? sessionOf(account, baseURL) : sessions(role))
      const context = await browser.newContext({ baseURL, locale, timezoneId, storageState })
      contexts.push(context)
      watch(context)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
})

function watchErrors(context: BrowserContext, report: (error: string) => void): void {
  const refused = new Set<string>()
  context.on('weberror', (error) => report(error.error().stack ?? error.error().message))
  context.on('response', (response) => {
    if (response.status() >= 500) report(`${response.status()} ${response.url()}`)
    // A page may be a refusal, which the browser reports in the console.
    else if (response.status() >= 400 && response.request().isNavigationRequest()) refused.add(response.url())
  })
  context.on('console', (message) => {
    if (message.type() !== 'error') return
    const { url } = message.location()
    if (message.text().startsWith('Failed to load resource') && refused.has(url)) return
    report(`${message.text()} (${url})`)
  })
}

/** An account that exists from the start. Tests share it: a test that ends its sessions must create its own account. */
export function accountOf(role: Role): Account {
  const account = e2eAccounts.find(({ email }) => email === `${role}@example.com`)
  if (!account) throw new Error(`There is no account for ${role}.`)
  return account
}

/** A new session of an account, made over HTTP: the login form itself is what `login.spec.ts` is about. */
async function sessionOf({ email, password }: Account, baseURL = ''): Promise<StorageState> {
  const visitor = new Visitor(baseURL)
  await visitor.logIn(email, password)
  const { hostname } = new URL(baseURL)
  const cookies = visitor.cookies.map(([name, value]) => ({ name, value, domain: hostname }))
  const kept = { path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' as const }
  return { cookies: cookies.map((cookie) => ({ ...cookie, ...kept })), origins: [] }
}

export async function logIn(page: Page, account: Account): Promise<void> {
  await page.goto('/admin/-/login')
  await fillLogin(page, account)
  await expect(page).toHaveURL(/\/admin$/u)
}

/** Fills in the open login form and submits it. */
export async function fillLogin(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** A name that no other test uses, so that tests can run in parallel. */
export function unique(word: string): string {
  return `${word} ${randomBytes(4).toString('hex')}`
}

async function makeAccount(
  database: Sql,
  { permissions = [], isStaff = true, isSuperuser = false, isActive = true }: NewAccount = {},
): Promise<Account & { id: string }> {
  const email = `${randomBytes(6).toString('hex')}@example.com`
  // The same password as another account's, because hashing takes time.
  const { password } = accountOf('superuser')
  const [made] = await database<{ id: string }[]>`
    insert into brolly.users (email, name, password_hash, is_staff, is_superuser, is_active)
    select ${email}, 'Tess Tester', password_hash, ${isStaff}, ${isSuperuser}, ${isActive}
    from brolly.users where email = ${accountOf('superuser').email}
    returning id`
  if (!made) throw new Error('No account was made.')
  for (const permission of permissions)
    await database`insert into brolly.grants (user_id, permission) values (${made.id}, ${permission})`
  return { email, password, id: made.id }
}

interface NewProduct {
  name: string
  price?: string
  stock?: number
  status?: 'draft' | 'active' | 'archived'
  description?: string | null
}

/** A product of the demo, in its first category. */
export async function makeProduct(database: Sql, product: NewProduct): Promise<number> {
  const mark = randomBytes(6).toString('hex')
  const { name, price = '10.00', stock = 5, status = 'draft', description = null } = product
  const [made] = await database<{ id: number }[]>`
    insert into products (name, slug, sku, category_id, price, stock, status, description)
    values (${name}, ${`p-${mark}`}, ${`T-${mark}`}, (select min(id) from categories where parent_id is not null), ${price}, ${stock},
      ${status}, ${description})
    returning id`
  if (!made) throw new Error('No product was made.')
  return made.id
}
