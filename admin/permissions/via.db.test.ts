import { eq } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import {
  activityPage,
  addPage,
  addRecord,
  changePage,
  changeRecord,
  deletePage,
  deleteRecords,
  exportCsv,
  historyPage,
  indexPage,
  isGranted,
  listPage,
  lookup,
  neighbourBlocks,
  postUndo,
  trashPage,
  undoPage,
} from '@/admin/server'
import { type AdminDeclaration, defineAdmin } from '@/admin'
import { books, branches, loans, members } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

/** Books of the first branch only; those that are lost must not change any more. */
const ofNorth = defineAdmin(books, {
  permissions: { view: (_, t) => eq(t.branchId, 1), change: (_, t) => eq(t.status, 'on shelf') },
})
const withBook = defineAdmin(loans, { permissions: { via: 'book' } })
const admins = [ofNorth, withBook]
const may = (...names: string[]) => names.map((name) => (name.includes('.') ? name : `loans.${name}`))

const keysOf = async (ctx: AdminContext, table = 'loans') =>
  (await listPage(ctx, adminOf(ctx, table), [])).rows.map(([key]) => key).toSorted()

describe('rules through the parent', () => {
  test('a row is viewed by whoever may view the row it refers to', async ({ as, client }) => {
    await client`insert into loans (book_id, copy) values (2, 'x'), (3, 'x'), (4, 'x')`
    const reader = as({ admins, grants: may('view', 'books.view') })
    expect(await keysOf(reader)).toEqual(['1,a~2F1', '1,~', '2,x'])
    await expect(changePage(reader, adminOf(reader, 'loans'), { key: '3,x', list: '' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    // Rules in code apply to superusers as well.
    expect(await keysOf(as({ admins }))).toEqual(['1,a~2F1', '1,~', '2,x'])
    const without = as({ admins, grants: may('view') })
    await expect(keysOf(without)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('it is changed, added and deleted where the parent may be changed', async ({ as, client }) => {
    await client`insert into loans (book_id, copy) values (2, 'x'), (3, 'x')`
    const ctx = as({ admins, grants: may('view', 'add', 'change', 'delete', 'books.view') })
    const admin = adminOf(ctx, 'loans')
    const page = await changePage(ctx, admin, { key: '1,a~2F1', list: '' })
    const saved = await changeRecord(ctx, admin, { key: '1,a~2F1', form: postOf(page, { due: '2026-06-01' }) })
    expect(saved).toMatchObject({ changed: true })
    // The second book is not on the shelf.
    expect((await changePage(ctx, admin, { key: '2,x', list: '' })).mode).toBe('view')
    const add = async (book: string) => {
      const form = postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { book_id: book, copy: 'new' })
      return addRecord(ctx, admin, form).then(
        () => 'added',
        (error: { code?: string }) => error.code,
      )
    }
    // The third book may not even be viewed.
    expect([await add('1'), await add('2'), await add('3')]).toEqual(['added', 'FORBIDDEN', 'INVALID'])
    const keys = { kind: 'keys', keys: ['2,x', '1,~'] } as const
    await expect(deleteRecords(ctx, admin, { selection: keys, agreed: 2 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await client`select book_id::int, copy from loans order by 1, 2`).toHaveLength(5)
  })

  test('a row that refers to none is for superusers', async ({ as, client }) => {
    const viaMember = [defineAdmin(loans, { permissions: { via: 'member' } })]
    expect(await keysOf(as({ admins: viaMember }))).toHaveLength(2)
    const reader = as({ admins: viaMember, grants: may('view', 'members.view') })
    expect(await keysOf(reader)).toEqual(['1,a~2F1'])
    expect(await client`select from loans where member_id is null`).toHaveLength(1)
  })

  test('rules pass through several tables, and apply beside a record', async ({ as, client }) => {
    await client`insert into loans (book_id, copy, member_id) values (3, 'x', '00000000-0000-4000-8000-000000000001')`
    const ctx = as({ admins, grants: may('view', 'books.view', 'members.view') })
    const beside = await neighbourBlocks(ctx, adminOf(ctx, 'members'), { key: '00000000-0000-4000-8000-000000000001' })
    expect(beside.blocks.map(({ name, exact }) => [name, exact])).toContainEqual(['loans', 1])
    const north = defineAdmin(members, { permissions: { view: (_, t) => eq(t.branchId, 2) } })
    const twice = [north, defineAdmin(loans, { permissions: { via: 'member', view: (_, t) => eq(t.copy, 'x') } })]
    expect(await keysOf(as({ admins: twice, grants: may('view', 'members.view') }))).toEqual([])
    await client`update loans set member_id = '00000000-0000-4000-8000-000000000002' where copy = 'x'`
    expect(await keysOf(as({ admins: twice, grants: may('view', 'members.view') }))).toEqual(['3,x'])
  })

  test.for([
    ['no relation', 'copy'],
    ['no column', 'nothing'],
  ])('SEC-058: %s closes the table', async ([, via = ''], { as }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const wrong = [defineAdmin(loans, { permissions: { via } } as never)]
    await expect(keysOf(as({ admins: wrong }))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
  })

  test('SEC-058: a circle closes the table', async ({ as }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const circle: AdminDeclaration[] = [defineAdmin(members, { permissions: { via: 'broughtBy' } })]
    await expect(keysOf(as({ admins: circle }), 'members')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    log.mockRestore()
  })
})

describe('the permission to export', () => {
  const lines = async (ctx: AdminContext) => {
    let text = ''
    for await (const line of exportCsv(ctx, adminOf(ctx, 'books'), [])) text += line
    return text.trim().split('\n').length - 1
  }

  test('is one of its own, beside that to view', async ({ as }) => {
    const viewer = as({ grants: ['books.view', 'books.change'] })
    expect((await listPage(viewer, adminOf(viewer, 'books'), [])).exportHref).toBeNull()
    await expect(lines(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const exporter = as({ grants: ['books.view', 'books.export'] })
    expect((await listPage(exporter, adminOf(exporter, 'books'), [])).exportHref).toContain('/export/books')
    expect(await lines(exporter)).toBe(4)
    const blind = as({ grants: ['books.export'] })
    expect(isGranted(blind, adminOf(blind, 'books'), 'view')).toBe(false)
    await expect(lines(blind)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('has rules for rows, within those that may be viewed', async ({ as }) => {
    const shelved = [
      defineAdmin(books, {
        permissions: { view: (_, t) => eq(t.branchId, 2), export: (_, t) => eq(t.status, 'lost') },
      }),
    ]
    expect(await lines(as({ admins: shelved }))).toBe(1)
  })
})

describe('a row that only the row above it hides', () => {
  const belowBranch = [
    defineAdmin(branches, { permissions: { view: (_, t) => eq(t.id, 2) } }),
    defineAdmin(books, { permissions: { via: 'branchId' } }),
  ]

  test.for<[string, (ctx: AdminContext) => Promise<unknown>]>([
    ['the index', (ctx) => indexPage(ctx)],
    ['the activity', (ctx) => activityPage(ctx, [])],
    ['an undo', (ctx) => undoPage(ctx, 'theirs')],
    ['an undo that is posted', (ctx) => postUndo(ctx, { requestId: 'theirs', entries: [] })],
    ['the list of a table that refers to it', (ctx) => listPage(ctx, adminOf(ctx, 'loans'), [])],
    [
      'a filter through the relation',
      (ctx) => listPage(ctx, adminOf(ctx, 'loans'), [['book.title.contains', 'Engin']]),
    ],
    ['a row that refers to it', (ctx) => changePage(ctx, adminOf(ctx, 'loans'), { key: '1,~', list: '' })],
    [
      'the options of a relation',
      (ctx) => lookup(ctx, adminOf(ctx, 'loans'), { column: 'book_id', search: 'Engin', siblings: new Map() }),
    ],
    [
      'an option by its key',
      (ctx) => lookup(ctx, adminOf(ctx, 'loans'), { column: 'book_id', search: '', value: '1', siblings: new Map() }),
    ],
    ['the rows beside its author', (ctx) => neighbourBlocks(ctx, adminOf(ctx, 'authors'), { key: '1' })],
    ['the author', (ctx) => changePage(ctx, adminOf(ctx, 'authors'), { key: '1', list: '' })],
    ['a tag that it has', (ctx) => changePage(ctx, adminOf(ctx, 'tags'), { key: 'sci', list: '' })],
    ['the rows beside that tag', (ctx) => neighbourBlocks(ctx, adminOf(ctx, 'tags'), { key: 'sci' })],
    ['the list of tags', (ctx) => listPage(ctx, adminOf(ctx, 'tags'), [])],
    [
      'what a delete of its author takes along',
      (ctx) => deletePage(ctx, adminOf(ctx, 'authors'), { kind: 'keys', keys: ['1'] }),
    ],
    ['the history of its author', (ctx) => historyPage(ctx, adminOf(ctx, 'authors'), { key: '1', before: null })],
    ['the trash', (ctx) => trashPage(ctx, adminOf(ctx, 'books'), [])],
  ])('SEC-049: is not shown by %s', async ([, call], { as, client }) => {
    await client`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes, request_id) values
      ('x', 'books', '1', 'Engines', 'change', '{"title": ["Engine", "Engines"]}', 'theirs'),
      ('x', 'books', '9', 'Engine', 'delete', '{"title": ["Engine", null], "branch_id": ["1", null]}', 'theirs')`
    const grants = ['books', 'loans', 'authors', 'tags', 'book_tags', 'branches'].flatMap((table) =>
      ['view', 'add', 'change', 'delete'].map((verb) => `${table}.${verb}`),
    )
    for (const ctx of [as({ admins: belowBranch }), as({ admins: belowBranch, grants })]) {
      const found = await call(ctx).then(
        (page) => JSON.stringify(page, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
        (error: unknown) => String(error) + JSON.stringify(error),
      )
      expect(found).not.toContain('Engine')
    }
    expect(await client`select id from books where id = 1 and title = 'Engines'`).toHaveLength(1)
  })
})
