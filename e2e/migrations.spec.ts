import type { Page } from '@playwright/test'
import { accountOf, expect, fillLogin, test as base, type Account } from './fixtures'
import { MigrationsProject } from './migrations-project'
import { expectNoViolations } from './violations'

const test = base.extend<{ project: MigrationsProject }>({
  project: async ({ database }, use) => {
    const project = await MigrationsProject.start(database)
    await use(project)
    await project.remove()
  },
})

const notes = {
  sql: 'create table notes (id int primary key, words text not null);\n--> statement-breakpoint\ncreate index notes_words on notes (words);',
  down: 'drop table notes;',
}
const lossy = {
  sql: 'alter table notes drop column words;',
  down: "alter table notes add column words text not null default '';",
}
const rows = "insert into notes select n, 'a note' from generate_series(1, 12) n"

async function open(page: Page, project: MigrationsProject, account: Account = accountOf('superuser')): Promise<void> {
  await page.goto(`${project.base}/admin/-/login?next=/admin/-/migrations`)
  await fillLogin(page, account)
}

async function confirm(page: Page, button: RegExp, { password }: Account = accountOf('superuser')): Promise<void> {
  await page.getByLabel('Your password').fill(password)
  await page.getByRole('button', { name: button }).click()
}

const pendingOf = (page: Page) => page.getByRole('list', { name: 'Pending migrations' })
const appliedOf = (page: Page) => page.getByRole('table', { name: 'Applied migrations', exact: true })
const tables = async ({ sql }: MigrationsProject) => {
  const [row] = await sql<{ found: boolean }[]>`select to_regclass('notes') is not null as found`
  return row?.found
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'with JavaScript switched off', () => {
    test.use({ javaScriptEnabled })
    test.setTimeout(120_000)

    test('B16, B17: pending migrations are applied after the password, and reverted after the losses are confirmed', async ({
      page,
      project,
    }) => {
      await test.step('nothing is pending', async () => {
        await open(page, project)
        await expect(page.getByText('Nothing is pending.')).toBeVisible()
        await expect(appliedOf(page).getByRole('rowheader', { name: '0003_shop_files' })).toBeVisible()
        await expect(page.getByRole('link', { name: /^Apply/u })).toHaveCount(0)
      })

      await test.step('a wrong password changes nothing', async () => {
        project.add('0004_notes', notes)
        await page.reload()
        await expect(pendingOf(page).getByRole('heading', { name: '0004_notes' })).toBeVisible()
        await page.getByRole('link', { name: 'Apply 1 migration…' }).click()
        await expect(page.getByRole('heading', { name: 'Apply 1 migration' })).toBeVisible()
        await confirm(page, /^Apply 1 migration$/u, { ...accountOf('superuser'), password: 'not the right one' })
        await expect(page.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true')
        await expect(page.getByRole('alert').filter({ hasText: 'This is not your current password.' })).toBeVisible()
        expect(await tables(project)).toBe(false)
      })

      await test.step('the right one applies it', async () => {
        await confirm(page, /^Apply 1 migration$/u)
        await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible({ timeout: 20_000 })
        expect(await tables(project)).toBe(true)
        await page.getByRole('link', { name: 'All migrations' }).click()
        await expect(appliedOf(page).getByRole('row', { name: /0004_notes/u })).toContainText(
          accountOf('superuser').email,
        )
      })

      await test.step('a loss of data is counted, and requires a tick', async () => {
        await project.sql.unsafe(rows)
        project.add('0005_lossy', lossy)
        await page.reload()
        await expect(pendingOf(page)).toContainText(/loses data.*notes\.words, 12 values, 12 rows/u)
        await page.getByRole('link', { name: 'Apply up to here… 0005_lossy' }).click()
        await expect(page.getByLabel('Lose 12 values of notes.words')).toBeVisible()
        await confirm(page, /^Apply 1 migration$/u)
        await expect(page.getByLabel(/^Lose /u)).toHaveAttribute('aria-invalid', 'true')
        await page.getByLabel(/^Lose /u).check()
        await confirm(page, /^Apply 1 migration$/u)
        await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible({ timeout: 20_000 })
      })

      await test.step('going back names the rows that go', async () => {
        await page.getByRole('link', { name: 'All migrations' }).click()
        await page.getByRole('link', { name: 'Revert to this one… 0003_shop_files' }).click()
        await expect(page.getByRole('heading', { name: 'Revert to 0003_shop_files' })).toBeVisible()
        await expect(page.getByLabel('Lose 12 rows of notes')).toBeVisible()
        await page.getByLabel(/^Lose /u).check()
        await confirm(page, /^Revert 2 migrations$/u)
        await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible({ timeout: 20_000 })
        expect(await tables(project)).toBe(false)
      })
    })
  })

test('REL-050: a failed migration names its statement, and continues when it is corrected', async ({
  page,
  project,
}) => {
  test.setTimeout(120_000)
  project.add('0004_notes', notes)
  const wrong = `${rows};\n--> statement-breakpoint\ninsert into notes values (1, 'twice');`
  project.add('0005_rows', { sql: wrong })
  await open(page, project)
  await page.getByRole('link', { name: 'Apply 2 migrations…' }).click()
  await confirm(page, /^Apply 2 migrations$/u)

  const failure = page.getByRole('alert').filter({ hasText: '0005_rows.sql, statement 2 of 2' })
  await expect(failure).toContainText('0005_rows was rolled back completely', { timeout: 20_000 })
  await expect(page.getByRole('list', { name: 'Migrations of this run' }).getByRole('listitem')).toContainText([
    /0004_notes\s*applied in/u,
    /0005_rows\s*failed/u,
  ])
  expect(await project.sql`select * from notes`).toEqual([])
  project.correct('0005_rows', `${rows};`)
  await page.getByRole('link', { name: 'All migrations' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'The last run failed' })).toBeVisible()
  await page.getByRole('link', { name: 'Apply 1 migration…' }).click()
  await confirm(page, /^Apply 1 migration$/u)
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible({ timeout: 20_000 })
  expect(await project.sql`select count(*)::int as n from notes`).toEqual([{ n: 12 }])
})

test('a run in code is visible to others, survives its page, and the site stays usable meanwhile', async ({
  page,
  context,
  browser,
  project,
}) => {
  test.setTimeout(120_000)
  const plain = await browser.newContext({ javaScriptEnabled: false })
  const plainPage = await plain.newPage()
  project.add('0004_notes', notes)
  project.add('0005_code', {
    sql: '-- brolly:data-migration',
    code: `export async function up({ sql, batch, log }: { sql: any; batch: any; log: (line: string) => void }): Promise<void> {
      await sql.unsafe(${JSON.stringify(rows)})
      await batch({ table: 'notes', size: 5 }, (some: { id: number }[]) => sql\`update notes set words = 'new' where id = any(\${some.map(({ id }) => id)})\`)
      log('Waiting for the test.')
      await sql\`lock table customers\`
    }\n`,
  })
  await open(page, project)
  await page.getByRole('link', { name: 'Apply 2 migrations…' }).click()

  await project.sql.begin(async (tx) => {
    await tx`select from customers limit 1`
    await confirm(page, /^Apply 2 migrations$/u)
    await expect(page.getByText('Waiting for the test.')).toBeVisible({ timeout: 20_000 })
    await expect(page.getByText('notes: 12')).toBeVisible()
    const run = page.url()
    const other = await context.newPage()
    await page.close()
    await other.goto(`${project.base}/admin/products`)
    await expect(other.getByRole('heading', { name: 'No products yet' })).toBeVisible()
    await other.goto(`${project.base}/admin/-/migrations`)
    await expect(other.getByRole('link', { name: /^Apply .*…/u })).toHaveCount(0)
    await other.getByRole('status').getByRole('link', { name: 'Apply 2 migrations' }).click()
    await expect(other).toHaveURL(run)
    await expect(other.getByText(/^Waiting for a lock held by pid/u)).toBeVisible({ timeout: 20_000 })
    await plain.addCookies(await context.cookies())
    await plainPage.goto(run)
    await expect(plainPage.getByText('The run continues even if you close this page.')).toBeVisible()
  })

  for (const reader of [...context.pages(), plainPage])
    await expect(reader.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible({ timeout: 20_000 })
  await plain.close()
  expect(await project.sql`select distinct words from notes`).toEqual([{ words: 'new' }])
})

test('no state of the screen has violations', async ({ page, project }) => {
  test.setTimeout(180_000)
  project.add('0004_notes', notes)
  await open(page, project)
  await page.getByRole('link', { name: 'Apply 1 migration…' }).click()
  await confirm(page, /^Apply 1 migration$/u)
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible({ timeout: 20_000 })
  await expectNoViolations(page)

  await project.sql.unsafe(rows)
  project.add('0005_lossy', lossy)
  project.add('0005_wrong', { sql: 'insert into notes values (1);\n--> statement-breakpoint\nselect 1;' })
  await page.goto(`${project.base}/admin/-/migrations`)
  await pendingOf(page).getByText('SQL', { exact: true }).first().click()
  await expectNoViolations(page)

  await page.goto(`${project.base}/admin/-/migrations/plan`)
  await confirm(page, /^Apply 2 migrations$/u, { ...accountOf('superuser'), password: 'not the right one' })
  await expect(page.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true')
  await expectNoViolations(page)

  await page.getByLabel(/^Lose /u).check()
  await confirm(page, /^Apply 2 migrations$/u)
  await expect(page.getByRole('alert').filter({ hasText: '0005_wrong.sql, statement 1 of 2' })).toBeVisible({
    timeout: 20_000,
  })
  await expectNoViolations(page)
})

test('SEC-045: neither the pages nor a post are for staff who are no superusers', async ({ page, openAs, project }) => {
  test.setTimeout(120_000)
  project.add('0004_notes', notes)
  await open(page, project)
  await page.getByRole('link', { name: 'Apply 1 migration…' }).click()
  await expect(page.getByLabel('Your password')).toBeVisible()
  await project.sql`update brolly.users set is_superuser = false`
  await confirm(page, /^Apply 1 migration$/u)

  await expect(page.getByText('Only superusers can manage migrations.')).toBeVisible()
  expect(await tables(project)).toBe(false)
  for (const path of ['', '/plan', '/plan?to=zero', '/run/x']) {
    const refused = await page.goto(`${project.base}/admin/-/migrations${path}`)
    expect(refused?.status(), path).toBe(403)
  }
  const progress = await page.request.get(`${project.base}/admin/-/api/migrations/run/x`)
  expect(progress.status()).toBe(403)
  const viewer = await openAs(accountOf('viewer'))
  await viewer.goto('/admin')
  await expect(viewer.getByRole('link', { name: /^Migrations/u })).toHaveCount(0)
})
