import { expect, type Page, test } from '@playwright/test'
import { fillFixtureDatabase, useFixtureSchemas } from './projects/fixture-project'
import { makeDatabase, Project } from './projects/project'
import { workThrough } from './projects/work-through'
import { press, told } from './record-locators'

test.describe.configure({ timeout: 900_000 })

test('every table of the sample schemas works without a line of configuration (REL-081, REL-085, REL-086)', async ({
  page,
}) => {
  const database = await makeDatabase()
  const project = new Project({ DATABASE_URL: database.url })
  try {
    useFixtureSchemas(project)
    project.brolly(['migrate'])
    await fillFixtureDatabase(database.url)
    const base = await workThrough(project, page)
    await test.step('a composite value is a small form in the browser', () => fillComposite(page, base))
  } finally {
    await project.remove()
    await database.release()
  }
})

/** The sixth row has an address with a value in each part. */
async function fillComposite(page: Page, base: string): Promise<void> {
  const whole = page.getByRole('group', { name: 'An address', exact: true })
  const part = (name: string) => whole.getByRole('textbox', { name, exact: true })
  const isNull = (name: string) => whole.getByRole('checkbox', { name: 'No value', description: name, exact: true })
  const wholeIsNull = page.getByRole('checkbox', { name: 'No value', description: 'An address', exact: true })
  const open = () => page.goto(`${base}/admin/every_type/6`)

  const save = async () => {
    // A message of an earlier save may still be shown, so the response to this one counts.
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await press(page, 'Save and continue editing')
    await answer
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  }

  await open()
  await expect(part('Street')).toHaveValue('1 Main St, Flat 2')
  await expect(whole.getByLabel('Mood', { exact: true })).toHaveValue('sad')
  await expect(whole.getByRole('group', { name: 'Place' })).toBeVisible()
  await part('City').fill('x'.repeat(41))
  await press(page, 'Save and continue editing')
  await expect(told(page, 'An address: City: At most 40 characters; this has 41.')).toBeVisible()
  await expect(part('City')).toHaveAccessibleDescription('At most 40 characters; this has 41.')
  await part('City').fill('Bonn')
  await isNull('Street').check()
  await expect(part('Street')).toHaveValue('')
  await part('Latitude').fill('1.5')
  await save()

  await open()
  await expect(part('City')).toHaveValue('Bonn')
  await expect(part('Latitude')).toHaveValue('1.500000')
  await expect(isNull('Street')).toBeChecked()
  await wholeIsNull.check()
  await expect(part('City')).toHaveValue('')
  await wholeIsNull.uncheck()
  await expect(part('City')).toHaveValue('Bonn')
  await wholeIsNull.check()
  await save()
  await open()
  await expect(wholeIsNull).toBeChecked()
  await part('City').fill('Ulm')
  await expect(wholeIsNull).not.toBeChecked()
}
