import { ne } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { changePage, fieldChecks } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { refusal } from '../testing/kit/inlines'
import { books } from '../testing/kit/library'
import { fieldsOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'

const shouting = defineAdmin(books, {
  form: { fields: { title: { validate: (value) => (value === value.toUpperCase() ? 'Do not shout.' : null) } } },
})
const ask = (ctx: AdminContext, typed: Record<string, string>, row: string | null = '1') =>
  fieldChecks(ctx, adminOf(ctx, 'books'), { row, typed: new Map(Object.entries(typed)) })

describe('what is wrong with a field before the save', () => {
  test('is what its declared check says, and whether another row has the value of a unique column', async ({
    as,
    client,
  }) => {
    await client`update books set isbn = '978-' || id`
    const ctx = as({ admins: [shouting] })
    expect(await ask(ctx, { title: 'MOTORS', isbn: '978-2' })).toEqual({
      title: 'Do not shout.',
      isbn: 'Another book already has this ISBN.',
    })
    expect(await ask(ctx, { title: 'Motors', isbn: '978-1' })).toEqual({})
    expect(await ask(ctx, { isbn: '978-1' }, null)).toEqual({ isbn: 'Another book already has this ISBN.' })
    // Nothing to ask about: what is empty, and fields without a check.
    expect(await ask(ctx, { title: '', notes: 'x' })).toEqual({})
  })

  test('is asked about where a form says so', async ({ as }) => {
    const ctx = as({ admins: [shouting] })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    expect(page.checks).toBe('/admin/-/api/checks/books?row=1')
    const asked = fieldsOf(page).filter(({ meta }) => meta.asked === true)
    expect(asked.map(({ meta }) => meta.name)).toEqual(expect.arrayContaining(['title', 'isbn']))
    expect(asked.map(({ meta }) => meta.name)).not.toContain('notes')
    const reader = as({ grants: ['books.view'] })
    expect(await changePage(reader, adminOf(reader, 'books'), { key: '1', list: '' })).toMatchObject({ checks: null })
  })

  test('SEC-081: says nothing of rows that the actor may not view', async ({ as, client }) => {
    await client`update books set isbn = '978-' || id`
    const rules = [defineAdmin(books, { permissions: { view: (_, table) => ne(table.id, 2n) } })]
    const ctx = as({ admins: rules, grants: ['books.view', 'books.change'] })
    expect(await ask(ctx, { isbn: '978-2' })).toEqual({})
    expect(await ask(ctx, { isbn: '978-3' })).toEqual({ isbn: 'Another book already has this ISBN.' })
    expect((await refusal(ask(ctx, { isbn: '978-3' }, '2'))).code).toBe('NOT_FOUND')
    const fields = { isbn: { change: () => false } }
    const locked = as({
      admins: [defineAdmin(books, { permissions: { fields } })],
      grants: ['books.view', 'books.change'],
    })
    expect(await ask(locked, { isbn: '978-3' })).toEqual({})
  })
})
