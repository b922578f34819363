import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect } from 'vitest'
import type { AdminContext } from '../site/context'
import { openFile } from '../pages/files/open-file'
import { withPostedFiles } from '../pages/files/posted-files'
import { receiveFile, unsavedFile } from '../pages/files/receive-file'
import { historyPage } from '../pages/history-page'
import { listPage } from '../pages/list-page'
import { siteTest } from '../testing/kit/site-test'
import { postList } from '../pages/post-list'
import { addRecord, changeRecord } from '../write/save-record'
import { clearFiles } from './clear-files'
import { folderStore } from './folder-store'
import { papersAdmin, papersSchema, papersTables } from './papers-fixture'

const test = siteTest({ schema: papersSchema, tables: papersTables })

const folder = await mkdtemp(path.join(tmpdir(), 'brolly-files-'))
afterAll(() => rm(folder, { recursive: true }))
const store = folderStore(folder)
const bytes = (text: string | Uint8Array) => new Blob([text as never]).stream() as unknown as AsyncIterable<Uint8Array>
const all = async (parts: AsyncIterable<Uint8Array>) => {
  const read: Uint8Array[] = []
  for await (const part of parts) read.push(part)
  return Buffer.concat(read)
}
const stored = async () => (await readdir(folder, { recursive: true })).filter((name) => name.includes(path.sep))

const adminIn = (ctx: AdminContext) => {
  const admin = ctx.site.byPath('papers')
  if (!admin) throw new Error('The table is missing.')
  return admin
}
const send = (ctx: AdminContext, column: string, { name, content }: { name: string; content: string | Uint8Array }) =>
  receiveFile(ctx, adminIn(ctx), { column, sent: { name, bytes: bytes(content), size: content.length } })
const form = (entries: Record<string, string>) => new Map(Object.entries(entries))
const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c33' } })
    .png()
    .toBuffer()

const admins = [papersAdmin]
const root = { email: 'root@example.org', superuser: true, admins } as const

describe('files', () => {
  test('a file is kept with the record that is saved with it, and read back under its rules', async ({ as }) => {
    const ctx = { ...as(root), files: store }
    const received = await send(ctx, 'scan', { name: 'Größe/..\\Übersicht\u202E.txt', content: 'hello' })
    expect(received.value).toMatch(/^[0-9a-f]{32}\/Übersicht.txt$/u)
    const { key } = await addRecord(ctx, adminIn(ctx), form({ title: 'A', is_public: 'false', scan: received.value }))
    const opened = await openFile(ctx, adminIn(ctx), { key, column: 'scan' })
    expect((await all(await opened.read())).toString()).toBe('hello')
    expect((await all(await opened.read({ first: 1, last: 2 }))).toString()).toBe('el')
    expect(opened).toMatchObject({ size: 5, type: 'text/plain', isShown: false })
    const other = {
      ...as({ email: 'b@example.org', id: '00000000-0000-4000-8000-00000000000b', admins, grants: ['papers.view'] }),
      files: store,
    }
    await expect(openFile(other, adminIn(other), { key, column: 'scan' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('SEC-157 a name of any script comes back from a text and from jsonb, in the record and in the list', async ({
    as,
  }) => {
    const ctx = { ...as(root), files: store }
    const admin = adminIn(ctx)
    const names = [
      ['می‌خواهم.png', 'می‌خواهم.png'],
      ['../\u202E日本語\0 "1" \\2.png', '2.png'],
      [`${'ü'.repeat(300)}.png`, `${'ü'.repeat(146)}.png`],
      [`it's {1}, "2" & <b>.png`, `it's {1}, "2" & <b>.png`],
    ] as const
    const content = await png(3, 3)
    for (const [given, name] of names) {
      const scan = await send(ctx, 'scan', { name: given, content })
      const picture = await send(ctx, 'picture', { name: given, content })
      expect([scan.name, picture.name]).toEqual([name, name])
      const { key } = await addRecord(ctx, admin, form({ title: 'N', scan: scan.value, picture: picture.value }))
      for (const column of ['scan', 'picture'])
        expect(await openFile(ctx, admin, { key, column })).toMatchObject({ name, type: 'image/png', isShown: true })
    }
    const { rows } = await listPage(ctx, admin, [
      ['columns', 'scan,picture'],
      ['sort', 'id'],
    ])
    expect(rows.map(([, , ...cells]) => cells)).toEqual(
      names.map(([, name], index) =>
        ['scan', 'picture'].map((column) => [name, `/admin/-/api/files/papers/${index + 1}/${column}`]),
      ),
    )
  })

  test('SEC-158 a file in a column that somebody may not view does not exist for them', async ({ as }) => {
    const ctx = { ...as(root), files: store }
    const { value } = await send(ctx, 'picture', { name: 'red.png', content: await png(3, 3) })
    const { key } = await addRecord(ctx, adminIn(ctx), form({ title: 'A', is_public: 'true', picture: value }))
    const wanted = { key, column: 'picture' }
    const seeing = { ...as({ email: 'b@example.org', admins, grants: ['papers.view'] }), files: store }
    expect(await openFile(seeing, adminIn(seeing), wanted)).toMatchObject({ name: 'red.png' })
    const blind = {
      ...as({ email: 'b@example.org', admins, grants: ['papers.change'], groups: ['blind'] }),
      files: store,
    }
    for (const thumb of [false, true])
      await expect(openFile(blind, adminIn(blind), { ...wanted, thumb })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(send(blind, 'picture', { name: 'a.png', content: await png(3, 3) })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('SEC-168 one user cannot fill the store with files that belong to nothing', async ({ as, client }) => {
    const ctx = { ...as(root), files: store }
    await client`insert into brolly.files (key, "table", "column", name, type, size, state, owner_id)
      select md5(n::text), 'papers', 'scan', 'x', 'text/plain', 1, 'pending', ${ctx.actor.id} from generate_series(1, 200) n`
    const before = await stored()
    await expect(send(ctx, 'scan', { name: 'a.txt', content: 'a' })).rejects.toMatchObject({ code: 'TOO_MANY' })
    expect(await stored()).toEqual(before)
  })

  test('a form without JavaScript keeps the files that were accepted, and tells of each that was not', async ({
    as,
  }) => {
    const ctx = { ...as(root), files: store }
    const { entries, problem } = await withPostedFiles(ctx, adminIn(ctx), [
      ['title', 'A'],
      ['scan', ''],
      ['picture', ''],
      ['~file.scan', new File(['kept'], 'kept.txt')],
      ['~file.picture', new File(['no picture'], 'no.png')],
    ])
    expect(problem).toMatchObject({
      code: 'INVALID',
      fields: { picture: 'This is plain text. Accepted here: PNG, JPEG, GIF, WebP.' },
    })
    expect(new Map(entries).get('scan')).toMatch(/^[0-9a-f]{32}\/kept\.txt$/u)
  })

  test('SEC-158 nobody can refer to the upload of somebody else, or of another column', async ({ as }) => {
    const ctx = { ...as(root), files: store }
    const mine = await send(ctx, 'scan', { name: 'a.txt', content: 'mine' })
    const other = {
      ...as({
        email: 'b@example.org',
        id: '00000000-0000-4000-8000-00000000000b',
        admins,
        grants: ['papers.view', 'papers.add', 'papers.change'],
      }),
      files: store,
    }
    await expect(addRecord(other, adminIn(other), form({ title: 'B', scan: mine.value }))).rejects.toMatchObject({
      code: 'INVALID',
      fields: { scan: 'This file cannot be used here. Upload it again.' },
    })
    const key = mine.value.slice(0, 32)
    await expect(unsavedFile(other, adminIn(other), { column: 'scan', key, thumb: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(
      addRecord(ctx, adminIn(ctx), form({ title: 'B', picture: JSON.stringify({ key, name: 'a.png' }) })),
    ).rejects.toMatchObject({ code: 'INVALID' })
  })

  test('an image has its measures in the column and a thumbnail; SEC-160 one with too many pixels leaves nothing', async ({
    as,
    client,
  }) => {
    const ctx = { ...as(root), files: store }
    const received = await send(ctx, 'picture', { name: 'red.png', content: await png(60, 40) })
    // What a form says of type and size does not count.
    const told = JSON.stringify({ ...JSON.parse(received.value), type: 'text/html', size: 1 })
    const { key } = await addRecord(ctx, adminIn(ctx), form({ title: 'P', picture: told }))
    const [row] = await client`select picture from papers`
    expect(row?.picture).toMatchObject({ name: 'red.png', type: 'image/png', width: 60, height: 40 })
    const thumb = await openFile(ctx, adminIn(ctx), { key, column: 'picture', thumb: true })
    expect(await sharp(await all(await thumb.read())).metadata()).toMatchObject({ format: 'webp', width: 60 })
    const before = await stored()
    await expect(send(ctx, 'picture', { name: 'big.png', content: await png(200, 200) })).rejects.toMatchObject({
      message: 'The image has more than 10000 pixels.',
    })
    expect(await stored()).toEqual(before)
  })

  test.for([
    ['picture', 'x.png', '<html><script>1</script>', 'This is HTML. Accepted here: PNG, JPEG, GIF, WebP.'],
    [
      'picture',
      'x.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'This is SVG. Accepted here: PNG, JPEG, GIF, WebP.',
    ],
    [
      'scan',
      'x.png',
      '<svg/>',
      'The name ends in .png, but the content is SVG. Rename the file, or save it in the right format.',
    ],
    ['scan', 'x.txt', '', 'The file is empty.'],
    ['scan', 'x.txt', 'x'.repeat(10_001), 'The file is larger than 10 kB.'],
  ] as const)('SEC-155 %s refuses %s: %s', async ([column, name, content, message], { as, client }) => {
    const ctx = { ...as(root), files: store }
    const before = await stored()
    await expect(send(ctx, column, { name, content })).rejects.toMatchObject({ message })
    expect(await stored()).toEqual(before)
    expect(await client`select 1 from brolly.files`).toHaveLength(0)
  })

  test('SEC-169 a body that is shorter than announced is refused, and nothing of it is left', async ({
    as,
    client,
  }) => {
    const ctx = { ...as(root), files: store }
    const sent = { name: 'a.txt', bytes: bytes('hello'), size: 9_000 }
    await expect(receiveFile(ctx, adminIn(ctx), { column: 'scan', sent })).rejects.toMatchObject({
      message: 'Only 5 bytes of 9 kB arrived. Nothing was kept. Upload the file again.',
    })
    expect(await client`select 1 from brolly.files`).toHaveLength(0)
  })

  test('what nothing refers to is cleared; what a row or its history names is not', async ({ as, client }) => {
    const ctx = { ...as(root), files: store }
    const admin = adminIn(ctx)
    const first = await send(ctx, 'scan', { name: 'first.txt', content: 'first' })
    const { key } = await addRecord(ctx, admin, form({ title: 'A', scan: first.value }))
    const second = await send(ctx, 'scan', { name: 'second.txt', content: 'second' })
    const [{ version }] = (await client`select xmin::text as version from papers`) as unknown as [{ version: string }]
    await changeRecord(ctx, admin, {
      key,
      form: form({ '~version': version, '~base': JSON.stringify({ scan: first.value }), scan: second.value }),
    })
    const [changed] = (await historyPage(ctx, admin, { key, before: null })).entries
    const entry = String(changed?.id)
    const href = `/admin/-/api/files/papers/${key}/scan?entry=${entry}&side=`
    expect(changed?.changes).toMatchObject([
      { before: 'first.txt', after: 'second.txt', beforeRow: `${href}before`, afterRow: `${href}after` },
    ])
    const earlier = await openFile(ctx, admin, { key, column: 'scan', entry, side: 'before' })
    expect((await all(await earlier.read())).toString()).toBe('first')

    await send(ctx, 'scan', { name: 'unsaved.txt', content: 'unsaved' })
    expect(await clearFiles(ctx.db, ctx.site, { store })).toMatchObject({ files: 0 })
    await client`update brolly.files set created_at = now() - interval '2 days', kept_at = kept_at - interval '2 days'`
    expect(await clearFiles(ctx.db, ctx.site, { store, isRehearsal: true })).toMatchObject({ files: 1, size: 7 })
    expect(await clearFiles(ctx.db, ctx.site, { store })).toMatchObject({ files: 1, size: 7 })
    const names = async () =>
      (await client`select name from brolly.files order by name`).map(({ name }) => name as string)
    expect(await names()).toEqual(['first.txt', 'second.txt'])
    await client`delete from brolly.audit_entries`
    await clearFiles(ctx.db, ctx.site, { store })
    expect(await names()).toEqual(['second.txt'])
    expect((await all(await (await openFile(ctx, admin, { key, column: 'scan' })).read())).toString()).toBe('second')
    expect(await store.sizeOf(first.value.slice(0, 32))).toBeNull()
  })
})

test('the file of a row that is merged into another one can be chosen, and is kept', async ({ as }) => {
  const ctx: AdminContext = { ...as({ admins: [papersAdmin] }), files: store }
  const admin = adminIn(ctx)
  const keys: string[] = []
  for (const name of ['one.txt', 'two.txt']) {
    const { value } = await send(ctx, 'scan', { name, content: `content of ${name}` })
    keys.push((await addRecord(ctx, admin, form({ title: name, scan: value }))).key)
  }
  const [first = '', second = ''] = keys
  const entries: [string, string][] = [
    ['~action', '~merge'],
    ['key', first],
    ['key', second],
    ['~step', 'review'],
    ['~survivor', first],
    ['~from.scan', second],
  ]
  const asked = await postList(ctx, admin, entries)
  if ('href' in asked || asked.confirm?.kind !== 'plan') throw new Error(JSON.stringify(asked))
  const done = await postList(ctx, admin, [...entries, ['~seal', asked.confirm.page.seal]])

  expect(done).toHaveProperty('href')
  const opened = await openFile(ctx, admin, { key: first, column: 'scan' })
  expect(opened.name).toBe('two.txt')
  expect((await all(await opened.read())).toString()).toBe('content of two.txt')
})
