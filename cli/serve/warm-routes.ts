import { setTimeout as delay } from 'node:timers/promises'

/**
 * The pages that a developer opens first, in order of importance. No table is called `~`; `next.config.js` keeps these
 * requests out of the log.
 */
const routes = ['/-/login', '', '/~', '/~/~', '/~/add']

const pauseMs = 200
const patienceMs = 60_000

/**
 * Requests the main pages of the development server once, so that they are compiled before a user waits for them. One
 * page at a time, so that a page opened meanwhile shares the processor with at most one other. Errors are ignored here;
 * they appear when the page is opened.
 *
 * @param admin URL of the index page.
 */
export async function warmRoutes(admin: string, signal: AbortSignal): Promise<void> {
  const ask = (path: string) =>
    fetch(`${admin}${path}`, { redirect: 'manual', signal }).then(
      async (response) => {
        await response.arrayBuffer()
        return true
      },
      () => false,
    )
  const [first = '', ...others] = routes
  for (const end = Date.now() + patienceMs; !(await ask(first));) {
    if (signal.aborted || Date.now() > end) return
    await delay(pauseMs)
  }
  for (const path of others) {
    if (signal.aborted) return
    await ask(path)
  }
}
