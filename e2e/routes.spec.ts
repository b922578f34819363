import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './fixtures'

/** Every route of the build, as Next.js lists them: a new one must be added here. */
const manifest = path.join(process.env.BROLLY_DIST_DIR || '.next', 'app-path-routes-manifest.json')

const forEverybody = new Set([
  '/',
  '/login',
  '/register',
  '/reset-password',
  '/link',
  '/link/[token]',
  '/admin/-/reset-password',
  '/admin/-/link',
  '/admin/-/link/[token]',
  '/shop/[slug]',
  '/inquiry',
  '/admin/-/login',
  '/admin/-/logout',
  '/api/auth/signin/[provider]',
  '/api/auth/callback/[provider]',
  '/api/health',
  '/api/ready',
  '/icon.svg',
  '/_not-found',
  '/_global-error',
])
const forWhoeverIsLoggedIn = new Set([
  '/admin',
  '/admin/-/password',
  '/admin/-/sessions',
  '/admin/-/tokens',
  '/admin/-/search',
  '/admin/-/api/search',
  '/admin/-/api/views',
  '/admin/-/account',
  '/account',
  '/account/second-factor',
  '/account/confirm',
  '/admin/-/second-factor',
  '/admin/-/confirm',
  '/members',
])

/** How browsers, the scripts of Next.js and attackers request a page. */
const askings: Record<string, string>[] = [
  {},
  { RSC: '1' },
  { RSC: '1', 'Next-Router-Prefetch': '1' },
  { RSC: '1', 'Next-Router-Segment-Prefetch': '/_tree' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  { 'x-nextjs-data': '1' },
]

function closedRoutes(): string[] {
  // Written by Next.js: files by route.
  const routes = Object.values(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>)
  return routes.filter((route) => !forEverybody.has(route))
}

const addressOf = (route: string) =>
  route
    .replace('[table]/[key]/[tab]', 'orders/1/packing-slip')
    .replace('[table]', 'products')
    .replace('[key]', '1')
    .replace('[entry]', '1')
    .replace('[id]', '00000000-0000-4000-8000-000000000000')
    .replace('[...rest]', 'no/such/page')

test.describe('a stranger', () => {
  test('SEC-042, SEC-043: gets no byte of data from any route, however it is requested', async ({
    request,
    database,
  }) => {
    const [product] = await database<{ name: string; sku: string }[]>`select name, sku from products where id = 1`
    const routes = closedRoutes()
    expect(routes.length).toBeGreaterThan(10)

    for (const route of routes) {
      for (const headers of askings) {
        const answer = await request.get(addressOf(route), { headers, maxRedirects: 0 })

        const told = `${route} ${JSON.stringify(headers)}`
        expect([200, 303, 307, 401, 404], told).toContain(answer.status())
        // A script receives a redirect inside the response; a browser is redirected.
        if (answer.status() === 200) expect(headers, told).toHaveProperty('RSC')
        const body = await answer.text()
        expect(body, told).not.toContain(product?.name)
        expect(body, told).not.toContain(product?.sku)
      }
    }
  })
})

test.describe('staff without permissions', () => {
  test.use({ role: 'nobody' })

  test('SEC-045: are refused by every route that shows rows', async ({ page, database }) => {
    const [product] = await database<{ name: string; sku: string }[]>`select name, sku from products where id = 1`

    for (const route of closedRoutes().filter((each) => !forWhoeverIsLoggedIn.has(each))) {
      for (const headers of askings) {
        // Followed: Next.js redirects a script's request to a longer URL of the same page.
        const answer = await page.request.get(addressOf(route), { headers })

        const told = `${route} ${JSON.stringify(headers)}`
        // The response to a script starts before the page is drawn: its refusal is inside.
        expect('RSC' in headers ? [200, 403, 404] : [403, 404], told).toContain(answer.status())
        const body = await answer.text()
        expect(body, told).not.toContain(product?.name)
        expect(body, told).not.toContain(product?.sku)
      }
    }
  })
})
