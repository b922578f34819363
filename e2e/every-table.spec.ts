import { test } from '@playwright/test'
import { fillFixtureDatabase, useFixtureSchemas } from './projects/fixture-project'
import { makeDatabase, Project } from './projects/project'
import { workThrough } from './projects/work-through'

test.describe.configure({ timeout: 900_000 })

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
