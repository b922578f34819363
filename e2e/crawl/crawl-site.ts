import { crawlTable } from './crawl-table'
import type { Crawled } from './crawled'
import { Visitor } from './visitor'

/** Crawls every table that the start page lists, one after the other, except Brolly's own. */
export async function crawlSite(
  base: string,
  account: { email: string; password: string },
  only?: RegExp,
): Promise<Crawled[]> {
  const visitor = new Visitor(base)
  await visitor.logIn(account.email, account.password)
  const index = await visitor.get('/admin')
  const paths = new Set(
    index.page
      .querySelectorAll('main a')
      .map((link) => link.getAttribute('href') ?? '')
      .filter((href) => /^\/admin\/[^/?]+$/u.test(href) && !href.startsWith('/admin/brolly.')),
  )
  const crawled: Crawled[] = []
  for (const path of paths) if (!only || only.test(path)) crawled.push(await crawlTable(visitor, path))
  return crawled
}
