import { setTimeout as delay } from 'node:timers/promises'

/** The pages that a developer opens first, in the order in which they come up. No table is called `~`; `next.config.js` keeps such requests out of the log. */
const routes = ['/-/login', '', '/~', '/~/~', '/~/add']

const pauseMs = 200
const patienceMs = 60_000

/**
 * Asks the development server for the main pages once, so that they are compiled before somebody waits for them. One at a time:
 * a page that is opened meanwhile shares the processor with one other at most. Failures are of no concern; whoever opens the page
 * sees them.
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
