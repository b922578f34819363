import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin, defineInline } from '@/admin'
import { addPage, addRecord, changePage, listPage, postList, postRecord } from '@/admin/server'
import { books, loans } from '../testing/kit/library'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import type { RecordPage } from './shapes/record'

describe('a duplicate', () => {
  const copies = [
    defineAdmin(books, {
      url: (row) => `/shop/${row.slug}`,
      duplicate: { clear: ['notes'], inlines: true },
      form: { inlines: [defineInline(loans)] },
    }),
  ]
  const valuesOf = (page: RecordPage) =>
    Object.fromEntries(fieldsOf(page).map((field) => [field.meta.name, [field.value, field.text]]))

  test('DJ-171: starts with the row’s values, except keys, unique values, secrets and declared exceptions', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: copies })
    const source = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: 'q=x' })
    expect(source.duplicateHref).toBe('/admin/books/add?%7Ecopy=1&list=q%3Dx')
    expect(source.links).toEqual([{ label: 'View on site', href: '/shop/engines' }])

    const page = await addPage(ctx, adminOf(ctx, 'books'), { list: 'q=x', prefill: [['title', 'Given']], copy: '1' })
    expect(page.title).toBe('Duplicate “Engines”')
    expect(valuesOf(page)).toMatchObject({
      title: ['Given', null],
      author_id: ['1', 'Ada Byron'],
      price: ['12.500000000000000000', null],
      status: ['on shelf', null],
      isbn: [null, null],
      notes: [null, null],
      access_token: [null, null],
    })
    const copied = Object.fromEntries(
      page.inlines[0]?.copies.flatMap((row, index) =>
        row.fields.map((field) => [`loans.${index}.${field.meta.name}`, field.value]),
      ) ?? [],
    )
    const { key } = await addRecord(ctx, adminOf(ctx, 'books'), postOf(page, copied))
    expect(await client`select copy, due::text from loans where book_id = ${key} order by copy`).toEqual([
      { copy: 'a/1', due: '2026-05-01' },
    ])
    expect(await client`select title, isbn, notes from books where id = ${key}`).toEqual([
      { title: 'Given', isbn: null, notes: null },
    ])
    expect(await client`select title from books where id = 1`).toEqual([{ title: 'Engines' }])
  })

  test('is not offered without permission to add, and copies nothing that the actor may not view', async ({ as }) => {
    const viewer = as({ admins: copies, grants: ['books.view'] })
    expect((await changePage(viewer, adminOf(viewer, 'books'), { key: '1', list: '' })).duplicateHref).toBeNull()

    const rules = defineAdmin(books, {
      permissions: { view: (_, table) => eq(table.branchId, 2), fields: { price: { view: () => false } } },
    })
    const ctx = as({ admins: [rules], grants: ['books.view', 'books.add'] })
    await expect(addPage(ctx, adminOf(ctx, 'books'), { list: '', prefill: [], copy: '1' })).rejects.toThrow('no such')
    const page = await addPage(ctx, adminOf(ctx, 'books'), { list: '', prefill: [], copy: '4' })
    expect(valuesOf(page)).toMatchObject({ title: ['Winds', null] })
    expect(valuesOf(page)).not.toHaveProperty('price')
  })

  test('DJ-032: begins in a list with a single selected row, for those who may add', async ({ as }) => {
    const post = (ctx: AdminContext, ...entries: [string, string][]) =>
      postList(ctx, adminOf(ctx, 'books'), [['~action', '~duplicate'], ['~list', 'q=x'], ...entries])
    const ctx = as({ admins: copies })
    expect((await listPage(ctx, adminOf(ctx, 'books'), [])).actions).toContainEqual({
      name: '~duplicate',
      label: 'Duplicate',
      danger: false,
      single: true,
    })
    const href = '/admin/books/add?%7Ecopy=1&list=q%3Dx'
    expect(await post(ctx, ['key', '1'])).toEqual({ notice: null, href })
    const one = { notice: 'Select a single row to duplicate.', confirm: null }
    expect(await post(ctx, ['key', '1'], ['key', '2'])).toEqual(one)
    expect(await post(ctx, ['key', '1'], ['~all', '1'])).toEqual(one)
    expect(await post(ctx)).toMatchObject({ notice: 'No rows are selected.' })

    const off = as({ admins: [defineAdmin(books, { duplicate: false })] })
    for (const other of [as({ admins: copies, grants: ['books.view', 'books.change', 'books.delete'] }), off]) {
      const { actions } = await listPage(other, adminOf(other, 'books'), [])
      expect(actions.map(({ name }) => name)).toEqual(['~edit', '~merge', 'delete'])
      await expect(post(other, ['key', '1'])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  test('a public URL that is not an HTTP URL makes no link', async ({ as }) => {
    const ctx = as({ admins: [defineAdmin(books, { url: () => 'javascript:alert(1)', duplicate: false })] })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    expect(page).toMatchObject({ links: [], duplicateHref: null })
  })
})

test('the next row starts with the values that are declared as kept', async ({ as }) => {
  const keep = [defineAdmin(books, { form: { keep: ['authorId', 'status', 'accessToken'] } })]
  const ctx = as({ admins: keep })
  const page = await addPage(ctx, adminOf(ctx, 'books'), { list: 'q=x', prefill: [] })
  const form = postOf(page, { title: 'One of many', author_id: '2', status: 'lost', access_token: 'CANARY' })
  const { href } = await postRecord(ctx, adminOf(ctx, 'books'), { key: null, entries: [...form, ['~then', 'add']] })

  expect(href).toBe('/admin/books/add?author_id=2&status=lost')
})
