import { eq } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import {
  addPage,
  addRecord,
  changePage,
  changeRecord,
  deleteRecords,
  exportCsv,
  isGranted,
  listPage,
  neighbourBlocks,
} from '@/admin/server'
import { type AdminDeclaration, defineAdmin } from '@/admin'
import { books, loans, members } from '../testing/kit/library'
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
