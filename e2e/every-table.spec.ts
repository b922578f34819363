import { expect, test } from '@playwright/test'
import { crawlSite } from './crawl/crawl-site'
import { fillFixtureDatabase, useFixtureSchemas } from './projects/fixture-project'
import { makeDatabase, Project, superuser } from './projects/project'
import { sampleData, sampleDump } from './projects/sample-dump'
import { visitInBrowser } from './projects/visit-in-browser'

/**
 * Schemas that nobody configured, each in a copy of the project that is built for it: breadth by posts over HTTP without
 * JavaScript, then every table's list and first record once in the browser. In order, for each of them is a build.
 */
test.describe.configure({ mode: 'default', timeout: 900_000 })

for (const name of ['northwind', 'chinook']) {
  test(`every table of ${name} works as it was found`, async ({ page }) => {
    test.skip(sampleData === '', 'BROLLY_SAMPLE_DATA names no folder of databases to try.')
    const database = await makeDatabase(sampleDump(name))
    const project = new Project()
    try {
      project.brolly(['inspectdb', '--url', database.url, '--no-input'])
      await workThrough(project, page)
    } finally {
      await project.remove()
      await database.release()
    }
  })
}

test('every table of the made-up schemas works without a line of configuration (REL-081, REL-085, REL-086)', async ({
  page,
}) => {
  const database = await makeDatabase()
  const project = new Project({ DATABASE_URL: database.url })
  try {
    useFixtureSchemas(project)
    project.brolly(['migrate'])
    await fillFixtureDatabase(database.url)
    await workThrough(project, page)
  } finally {
    await project.remove()
    await database.release()
  }
})

async function workThrough(project: Project, page: Parameters<typeof visitInBrowser>[0]): Promise<void> {
  const base = await project.serve()
  const crawled = await crawlSite(base, superuser)
  const problems = crawled.flatMap((table) => table.problems.map((problem) => `${table.path}: ${problem}`))
  expect(problems).toEqual([])
  expect(crawled.length).toBeGreaterThan(10)
  expect(
    await visitInBrowser(
      page,
      base,
      crawled.map((table) => table.path),
    ),
  ).toEqual([])
}
