import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { accountOf, expect, makeProduct, test, unique } from './fixtures'
import { field, press, said, told } from './record-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })
// Files are sent, read and decoded.
test.setTimeout(120_000)

const picture = async (name: string, background = '#c33') => ({
  name,
  mimeType: 'image/png',
  buffer: await sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer(),
})
const manual = (name: string, content: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })

/** The link to the file of a field, with its preview if it is a picture. */
const shown = (page: Page, name: string) => page.getByRole('link', { name })
/** Whether the browser could draw it. */
const isDrawn = (page: Page, selector: string) =>
  page.locator(selector).evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)
const fieldOf = (page: Page, label: string) => page.locator('.file', { has: field(page, label) })
const removal = (page: Page, label: string) => fieldOf(page, label).getByRole('checkbox', { name: 'Remove' })

/** Holds uploads back until the test lets them through. */
async function heldUploads(page: Page): Promise<() => void> {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/-/api/upload/**', async (route) => {
    if (route.request().method() === 'POST') await released
    await route.fallback()
  })
  return release
}

test('a picture is uploaded with progress, shown, replaced and removed, and undo brings it back', async ({
  page,
  database,
}) => {
  const name = unique('Pictured')
  const id = await makeProduct(database, { name })
  const stored = async () =>
    (await database`select picture from products where id = ${id}`)[0]?.picture as string | null
  await page.goto(`/admin/products/${id}`)

  await test.step('what is being uploaded is told, and cannot be saved yet', async () => {
    const release = await heldUploads(page)
    await field(page, 'Picture').setInputFiles(await picture('Größe 1.png'))
    await expect(page.getByRole('progressbar', { name: 'Uploading Größe 1.png' })).toBeVisible()
    await press(page, 'Save and continue editing')
    await expect(told(page, 'The file is still being uploaded.')).toBeVisible()
    release()
    await expect(said(page, 'Größe 1.png has arrived.')).toBeAttached()
    await expect(page.getByRole('progressbar')).toBeHidden()
    await expect.poll(() => isDrawn(page, '.file-shown img')).toBe(true)
    expect(await stored()).toBeNull()
  })

  await test.step('it is saved, and has a thumbnail in the list', async () => {
    await press(page, 'Save and continue editing')
    await expect(said(page, `Saved “${name}”`)).toBeVisible()
    expect(await stored()).toMatch(/^[0-9a-f]{32}\/Größe 1\.png$/u)
    await page.goto(`/admin/products?${new URLSearchParams({ q: name, columns: 'name,picture' })}`)
    const thumbnail = page.getByRole('img', { name: 'Größe 1.png' })
    await expect(thumbnail).toBeVisible()
    await expect
      .poll(() => thumbnail.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
      .toEqual([60, 40])
  })

  await test.step('it is replaced', async () => {
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Picture').setInputFiles(await picture('second.png', '#33c'))
    await expect(shown(page, 'second.png')).toBeVisible()
    await press(page, 'Save and continue editing')
    await expect(said(page, `Saved “${name}”`)).toBeVisible()
    expect(await stored()).toMatch(/second\.png$/u)
  })

  await test.step('it is removed, and undo brings it back', async () => {
    await page.goto(`/admin/products/${id}`)
    await removal(page, 'Picture').check()
    await press(page, 'Save and continue editing')
    await expect(said(page, `Saved “${name}”`)).toBeVisible()
    expect(await stored()).toBeNull()
    await said(page, `Saved “${name}”`).getByRole('link', { name: 'Undo' }).click()
    await press(page, 'Undo 1 row')
    await expect(shown(page, 'second.png')).toBeVisible()
    await expect.poll(() => isDrawn(page, '.file-shown img')).toBe(true)
    expect(await stored()).toMatch(/second\.png$/u)
  })
})

test.describe('what is refused', () => {
  test.use({ expectedErrors: [/422 \(Unprocessable/u] })

  test('is told at its field, and nothing else is lost', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Refused') })
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Stock').fill('77')
    const problem = page.locator('.file .error')
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    await field(page, 'Picture').setInputFiles({ ...(await picture('x.png')), buffer: Buffer.from(drawing) })
    await expect(problem).toHaveText('This is SVG. Accepted here: PNG, JPEG, GIF, WebP.')
    // Made in the browser: it is refused before any of it is sent.
    await fieldOf(page, 'Picture').evaluate((target) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([new Uint8Array(20_000_001)], 'large.png'))
      target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    })
    await expect(problem).toHaveText('The file is slightly larger than 20 MB, which is the most that is accepted.')
    await field(page, 'Picture').setInputFiles({ ...(await picture('empty.png')), buffer: Buffer.alloc(0) })
    await expect(problem).toHaveText('The file is empty.')
    await expectNoViolations(page)

    await field(page, 'Picture').setInputFiles(await picture('right.png'))
    await expect(shown(page, 'right.png')).toBeVisible()
    await expect(problem).toBeHidden()
    await expect(field(page, 'Stock')).toHaveValue('77')
  })
})

test('an upload can be cancelled, and a file can be dropped and pasted on a phone’s width', async ({
  page,
  database,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const id = await makeProduct(database, { name: unique('Narrow') })
  await page.goto(`/admin/products/${id}`)
  const release = await heldUploads(page)
  await field(page, 'Picture').setInputFiles(await picture('a name that is far too long for the width of a phone.png'))
  await press(page, 'Cancel upload')
  await expect(page.locator('.file .error')).toHaveText('The upload was cancelled.')
  release()

  const give = (kind: 'drop' | 'paste') =>
    fieldOf(page, 'Picture').evaluate(
      (target, [event, bytes]) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(bytes)], `${event}.png`, { type: 'image/png' }))
        const options = { bubbles: true, cancelable: true }
        const made =
          event === 'drop'
            ? new DragEvent('drop', { ...options, dataTransfer: data })
            : new ClipboardEvent('paste', { ...options, clipboardData: data })
        target.dispatchEvent(made)
      },
      [kind, [...bytes]] as const,
    )
  const bytes = (await picture('x.png')).buffer
  for (const kind of ['drop', 'paste'] as const) {
    await give(kind)
    await expect(shown(page, `${kind}.png`)).toBeVisible()
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

test.describe('as a response', () => {
  const withManual = async (page: Page, id: number, file: ReturnType<typeof manual>) => {
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Manual').setInputFiles(file)
    await expect(said(page, 'has arrived')).toBeAttached()
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    return `/admin/-/api/files/products/${id}/manual`
  }

  test('SEC-155: a page or drawing is downloaded, and whatever opens it runs no script', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Manual') })
    for (const [name, content] of [
      ['page.html', '<!doctype html><script>document.title = "ran"</script>'],
      ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "ran"</script></svg>'],
    ] as const) {
      const url = await withManual(page, id, manual(name, content))
      const answer = await page.request.get(url)
      expect(await answer.text()).toBe(content)
      expect(answer.headers()).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`,
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
      })
      const download = page.waitForEvent('download')
      await shown(page, name).click()
      expect((await download).suggestedFilename()).toBe(name)
    }
  })

  test('parts of it can be asked for, and what has not changed is not sent again', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Ranges') })
    const url = await withManual(page, id, manual('text.txt', '0123456789'))
    const ask = async (headers: Record<string, string>) => {
      const answer = await page.request.get(url, { headers })
      return [answer.status(), await answer.text(), answer.headers()['content-range']]
    }
    expect(await ask({ Range: 'bytes=2-4' })).toEqual([206, '234', 'bytes 2-4/10'])
    expect(await ask({ Range: 'bytes=-3' })).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await ask({ Range: 'bytes=8-' })).toEqual([206, '89', 'bytes 8-9/10'])
    expect(await ask({ Range: 'bytes=10-' })).toEqual([416, '', 'bytes */10'])
    expect(await ask({ Range: 'bytes=0-1', 'If-Range': '"another"' })).toEqual([200, '0123456789', undefined])
    const { etag = '' } = (await page.request.get(url)).headers()
    expect(await ask({ 'If-None-Match': etag })).toEqual([304, '', undefined])
  })

  test('SEC-158: it exists for nobody who may not see its row', async ({ page, openAs, makeAccount, database }) => {
    const id = await makeProduct(database, { name: unique('Secret') })
    const url = await withManual(page, id, manual('secret.txt', 'secret'))
    await field(page, 'Manual').setInputFiles(manual('unsaved.txt', 'unsaved'))
    await expect(said(page, 'unsaved.txt has arrived')).toBeAttached()
    const unsaved = await shown(page, 'unsaved.txt').getAttribute('href')

    const viewer = await openAs(accountOf('viewer'))
    expect((await viewer.request.get(url)).status()).toBe(200)
    expect((await viewer.request.get(unsaved ?? '')).status()).toBe(403)
    const stranger = await openAs(await makeAccount({ permissions: ['customers.view'] }))
    expect((await stranger.request.get(url)).status()).toBe(403)
    const editor = await openAs(accountOf('editor'))
    expect((await editor.request.get(unsaved ?? '')).status()).toBe(404)

    const foreign = await page.request.post('/admin/-/api/upload/products/manual?name=x.txt', {
      headers: { Origin: 'https://evil.example' },
      data: 'x',
    })
    expect(foreign.status()).toBe(403)
    await database`delete from products where id = ${id}`
    expect((await page.request.get(url)).status()).toBe(404)
  })
})

test.describe('before JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the form itself carries files, tells what is wrong with them, and removes them', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Plain picture') })
    const stored = async () =>
      (await database`select picture, manual ->> 'name' as manual from products where id = ${id}`)[0]
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Picture').setInputFiles(manual('x.png', 'no picture'))
    await field(page, 'Manual').setInputFiles(manual('kept.txt', 'kept'))
    await field(page, 'Stock').fill('78')
    await press(page, 'Save and continue editing')
    await expect(page.getByText('This is plain text. Accepted here: PNG, JPEG, GIF, WebP.').first()).toBeVisible()
    await expect(field(page, 'Picture')).toHaveAttribute('aria-invalid', 'true')
    await expect(field(page, 'Stock')).toHaveValue('78')
    await expect(shown(page, 'kept.txt')).toBeVisible()

    await field(page, 'Picture').setInputFiles(await picture('plain.png'))
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await stored()).toMatchObject({ manual: 'kept.txt', picture: expect.stringMatching(/plain\.png$/u) })

    await removal(page, 'Manual').check()
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await stored()).toMatchObject({ manual: null, picture: expect.stringMatching(/plain\.png$/u) })
  })
})
