import { expect, type Page } from '@playwright/test'
import { crawlSite } from '../crawl/crawl-site'
import { superuser, type Project } from './project'
import { visitInBrowser } from './visit-in-browser'

/**
 * Builds and starts a project, then uses all of its tables: broadly by posts over HTTP without JavaScript, and one page
 * of each table in the browser.
 *
 * @returns The URL of the project; the page is logged in there.
 */
export async function workThrough(project: Project, page: Page): Promise<string> {
  const base = await project.serve()
  const crawled = await crawlSite(base, superuser)
  const problems = crawled.flatMap((table) => table.problems.map((problem) => `${table.path}: ${problem}`))
  expect(problems).toEqual([])
  expect(crawled.length).toBeGreaterThan(10)
  // Forms differ most in a browser; a table without rows is opened at its list.
  const paths = crawled.map(({ path, record }) => record ?? path)
  expect(await visitInBrowser(page, base, paths)).toEqual([])
  return base
}
