import { test } from '@playwright/test'
import { makeDatabase, Project } from './projects/project'
import { sampleData, sampleDump } from './projects/sample-dump'
import { workThrough } from './projects/work-through'

/**
 * Databases created elsewhere, attached with one command and used unchanged. In sequence, because each needs a build.
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
