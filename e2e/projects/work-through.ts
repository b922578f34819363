import { expect, type Page } from '@playwright/test'
import { crawlSite } from '../crawl/crawl-site'
import { superuser, type Project } from './project'
import { visitInBrowser } from './visit-in-browser'

/**
 * Builds and starts a project, then uses every table of it: breadth by posts over HTTP without JavaScript, and a page of each
 * table once in the browser.
 *
 * @returns Where the project is served; the page is logged in there.
 */
export async function workThrough(project: Project, page: Page): Promise<string> {
  const base = await project.serve()
  const crawled = await crawlSite(base, superuser)
  const problems = crawled.flatMap((table) => table.problems.map((problem) => `${table.path}: ${problem}`))
  expect(problems).toEqual([])
  expect(crawled.length).toBeGreaterThan(10)
  // A form is what differs most in a browser; tables without a row are opened at their list.
  const paths = crawled.map(({ path, record }) => record ?? path)
  expect(await visitInBrowser(page, base, paths)).toEqual([])
  return base
}
