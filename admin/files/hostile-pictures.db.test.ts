import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect } from 'vitest'
import { openFile } from '../pages/files/open-file'
import { receiveFile } from '../pages/files/receive-file'
import { listPage } from '../pages/list-page'
import { siteTest } from '../testing/kit/site-test'
import { addRecord } from '../write/save-record'
import { folderStore } from './folder-store'
import { papersAdmin, papersSchema, papersTables } from './papers-fixture'

const test = siteTest({ schema: papersSchema, tables: papersTables })

const folder = await mkdtemp(path.join(tmpdir(), 'brolly-pictures-'))
afterAll(() => rm(folder, { recursive: true }))

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)"><script>alert(1)</script></svg>'
const dataUrl = `data:image/svg+xml,${encodeURIComponent(drawing)}`

test('SEC-149: a column of pictures into which somebody wrote an SVG or a data: URL shows neither', async ({
  as,
  client,
}) => {
  const ctx = {
    ...as({ email: 'root@example.org', superuser: true, admins: [papersAdmin] }),
    files: folderStore(folder),
  }
  const admin = ctx.site.byPath('papers')
  if (!admin) throw new Error('The table is missing.')
  const bytes = new Blob([drawing]).stream() as unknown as AsyncIterable<Uint8Array>
  const sent = { name: 'drawing.svg', bytes, size: drawing.length }
  const { value } = await receiveFile(ctx, admin, { column: 'scan', sent })
  await addRecord(ctx, admin, new Map([['title', 'SVG'], ['scan', value]])) // prettier-ignore
  const [stored = ''] = value.split('/')
  // As if by another program: an SVG that calls itself a PNG, and texts that are no files.
  const lie = {
    key: stored,
    name: 'drawing.png',
    type: 'image/png',
    size: 9,
    width: 9,
    height: 9,
    checksum: '0'.repeat(64),
  }
  await client`update papers set picture = ${JSON.stringify(lie)}::text::jsonb`
  await client`insert into papers (title, scan, picture) values ('Data', ${dataUrl}, ${JSON.stringify(dataUrl)}::text::jsonb)`
  await client`insert into papers (title, picture) values ('Key', ${JSON.stringify({ ...lie, key: dataUrl })}::text::jsonb)`

  const list = await listPage(ctx, admin, [
    ['columns', 'scan,picture'],
    ['sort', 'id'],
  ])
  const links = list.rows.map(([, , ...cells]) => cells.map((cell) => (Array.isArray(cell) ? cell[1] : cell)))
  const address = (column: string) => `/admin/-/api/files/papers/1/${column}`
  expect(links).toEqual([
    [address('scan'), address('picture')],
    ['', ''],
    [null, ''],
  ])

  for (const column of ['scan', 'picture'])
    expect(await openFile(ctx, admin, { key: '1', column })).toMatchObject({ type: 'image/svg+xml', isShown: false })
  const thumb = openFile(ctx, admin, { key: '1', column: 'picture', thumb: true })
  await expect(thumb).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const key of ['2', '3'])
    await expect(openFile(ctx, admin, { key, column: 'picture' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
