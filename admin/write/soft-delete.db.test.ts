import { describe, expect } from 'vitest'
import { defineAdmin, defineSite } from '@/admin'
import {
  changePage,
  checkDeclarations,
  deletePage,
  deleteRecords,
  historyPage,
  listPage,
  lookup,
  neighbourBlocks,
  postRestoreRow,
  restoreRowPage,
  trashPage,
} from '@/admin/server'
import type { AdminContext } from '../site/context'
import { auditLines } from '../testing/kit/audit-lines'
import { refusal } from '../testing/kit/inlines'
import { authors, books, librarySchema, loans } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import { contents, request, undo } from '../testing/kit/undo'

const marking = [defineAdmin(books, { softDelete: { column: 'seenAt', by: 'notes' } })]

const keysOf = async (ctx: AdminContext, query: Record<string, string> = {}) =>
  (await listPage(ctx, adminOf(ctx, 'books'), Object.entries(query))).rows.map(([key]) => key).toSorted()

async function remove(ctx: AdminContext, ...keys: string[]) {
  const own = request(ctx)
  const selection = { kind: 'keys', keys } as const
  const page = await deletePage(own, adminOf(own, 'books'), selection)
  await deleteRecords(own, adminOf(own, 'books'), { selection, agreed: page.total })
  return { page, requestId: own.requestId }
}

describe('a table whose deletes mark the row', () => {
  test('a delete sets the column and who; lists, choices and related rows leave the row out', async ({
    as,
    client,
  }) => {
    await client`update books set seen_at = null, notes = null`
    const ctx = as({ admins: marking, email: 'ada@example.org' })
    const author = async () =>
      (await neighbourBlocks(ctx, adminOf(ctx, 'authors'), { key: '1' })).blocks.find(({ name }) => name === 'books')
    const [before, beside] = [await keysOf(ctx), await author()]
    const { page } = await remove(ctx, '1')
    expect(page).toMatchObject({ total: -1, blocked: false, button: 'Delete 1 row' })
    expect(page.sentence).toContain('This marks 1 book as deleted.')
    expect(page.sentence).toContain('Rows that refer to them stay as they are.')
    expect(page.sentence).toContain('Unique values stay taken: ISBN.')
    expect(new Set(page.groups.map(({ effect }) => effect))).toEqual(new Set(['mark', 'stay']))
    expect(await client`select seen_at is not null as marked, notes from books where id = 1`).toEqual([
      { marked: true, notes: 'ada@example.org' },
    ])
    expect(await keysOf(ctx)).toEqual(before.filter((key) => key !== '1'))
    expect(await keysOf(ctx, { 'seen_at.null': 'false' })).toEqual(['1'])
    expect((await author())?.exact).toBe((beside?.exact ?? 0) - 1)
    const asked = { column: 'book_id', search: 'Engines', siblings: new Map() }
    expect((await lookup(ctx, adminOf(ctx, 'loans'), asked)).options).toEqual([])
    // A reference that is stored still shows its name.
    const named = await lookup(ctx, adminOf(ctx, 'loans'), { ...asked, search: '', value: '1' })
    expect(named.options.map(({ label }) => label)).toEqual(['Engines'])
    expect((await historyPage(ctx, adminOf(ctx, 'books'), { key: '1', before: null })).entries[0]).toMatchObject({
      action: 'Deleted',
      verb: 'change',
    })
  })

  test('the record says so and offers to restore; that and an undo clear the column', async ({ as, client }) => {
    await client`update books set seen_at = null, notes = null`
    const ctx = as({ admins: marking })
    const before = await contents(client)
    const { requestId } = await remove(ctx, '1', '2')
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    expect(page.deleted?.sentence).toContain('by tester@example.org')
    expect(page.deleted?.restoreHref).toBe('/admin/books/1/delete/restore')
    expect(
      page.sections
        .flatMap(({ fields }) => fields)
        .filter(({ meta }) => ['seen_at', 'notes'].includes(meta.name) && !meta.readOnly),
    ).toEqual([])
    const { seal } = await restoreRowPage(request(ctx), adminOf(ctx, 'books'), '1')
    await postRestoreRow(request(ctx), adminOf(ctx, 'books'), { key: '1', entries: [['~seal', seal]] })
    expect(await client`select id::int from books where seen_at is not null`).toEqual([{ id: 2 }])
    expect((await refusal(restoreRowPage(ctx, adminOf(ctx, 'books'), '1'))).code).toBe('NOT_FOUND')
    await remove(ctx, '1')
    await client`update books set seen_at = null, notes = null where id = 1`
    await undo(ctx, requestId)
    expect((await contents(client)).replaceAll('"stamped by code"', '')).toBe(before)
  })

  test('rows that are marked are removed for good with a permission of its own', async ({ as, client }) => {
    await client`update books set seen_at = null`
    const ctx = as({ admins: marking })
    await remove(ctx, '1')
    const all = ['view', 'change', 'delete'].map((verb) => `books.${verb}`)
    const others = ['loans', 'book_tags'].flatMap((path) => [`${path}.view`, `${path}.delete`])
    const editor = as({ admins: marking, grants: [...all, ...others] })
    expect((await refusal(remove(editor, '1'))).message).toBe('You do not have permission to delete books for good.')
    expect((await changePage(editor, adminOf(editor, 'books'), { key: '1', list: '' })).deleteHref).toBeNull()
    const purger = as({ admins: marking, grants: [...all, ...others, 'books.purge'] })
    const { page } = await remove(purger, '1')
    expect(page.total).toBeGreaterThan(0)
    expect(page.softDeleteNote).toContain('for good')
    expect(await client`select 1 from books where id = 1`).toHaveLength(0)
    expect((await trashPage(ctx, adminOf(ctx, 'books'), [])).rows.map(({ key }) => key)).toEqual(['1'])
  })

  test('who agreed to mark a row does not remove it, if somebody else has marked it in between', async ({
    as,
    client,
  }) => {
    await client`update books set seen_at = null`
    await client`delete from book_tags where book_id = 4`
    await client`delete from loans where book_id = 4`
    const ctx = as({ admins: marking })
    const selection = { kind: 'keys', keys: ['4'] } as const
    const { total } = await deletePage(ctx, adminOf(ctx, 'books'), selection)
    await remove(ctx, '4')
    const late = deleteRecords(request(ctx), adminOf(ctx, 'books'), { selection, agreed: total })
    expect((await refusal(late)).code).toBe('CONFLICT')
    expect(await client`select 1 from books where id = 4`).toHaveLength(1)
  })

  test('a boolean marks as well; hooks of deletes run, those of saving do not', async ({ as, client }) => {
    await client`update books set is_rare = false`
    const calls: string[] = []
    const hook = (name: string) => () => void calls.push(name)
    const hooks = {
      beforeSave: hook('beforeSave'),
      beforeDelete: hook('beforeDelete'),
      afterDelete: hook('afterDelete'),
    }
    const ctx = as({
      admins: [defineAdmin(books, { softDelete: 'isRare', hooks })],
      grants: ['books.view', 'books.delete'],
    })
    await remove(ctx, '1')
    expect(calls).toEqual(['beforeDelete', 'afterDelete'])
    expect(await client`select id::int from books where is_rare`).toEqual([{ id: 1 }])
    expect(await keysOf(ctx)).not.toContain('1')
    expect(await keysOf(ctx, { 'is_rare.eq': 'true' })).toEqual(['1'])
    expect((await auditLines(client)).at(-1)?.action).toBe('mark')
  })
})

test('a column that cannot mark a row is found', () => {
  const idsOf = (declaration: ReturnType<typeof defineAdmin>) =>
    checkDeclarations(defineSite({ title: 'Library', schema: librarySchema, admins: [declaration] })).map(
      ({ id }) => id,
    )
  expect(idsOf(defineAdmin(books, { softDelete: { column: 'seenAt', by: 'notes' } }))).toEqual([])
  expect(idsOf(defineAdmin(books, { softDelete: 'title' }))).toEqual(['brolly.E034'])
  expect(idsOf(defineAdmin(authors, { softDelete: { column: 'createdAt', by: 'name' } }))).toEqual([
    'brolly.E034',
    'brolly.E034',
  ])
  expect(idsOf(defineAdmin(loans, { softDelete: 'deletedAt' as 'due' }))).toEqual(['brolly.E010'])
})
