import { ne } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { listPage, peekPage, stepPage } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books, loans } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { queryParameters } from '../site/paths'

/** The keys reached with `]`, one after the other, from the first row of a list, and back with `[`. */
async function walk(ctx: AdminContext, list: string): Promise<{ listed: string[]; there: string[]; back: string[] }> {
  const admin = adminOf(ctx, 'books')
  const whole = queryParameters(list).filter(([name]) => name !== 'size' && name !== 'page')
  const page = await listPage(ctx, admin, whole)
  const listed = page.rows.map(([key]) => key)
  const along = async (step: 'next' | 'previous', from: string) => {
    const keys = [from]
    for (;;) {
      const { href, notice } = await stepPage(ctx, admin, { key: keys.at(-1) ?? '', list, step })
      if (notice !== null) return keys
      keys.push(href.split('?')[0]?.split('/').at(-1) ?? '')
    }
  }
  return { listed, there: await along('next', listed[0] ?? ''), back: await along('previous', listed.at(-1) ?? '') }
}

describe('the rows beside a record in its list', () => {
  test.for([
    '',
    'sort=title',
    'sort=-price',
    'sort=price,-title',
    'sort=subtitle',
    'sort=-writer.name&columns=title',
    'status.eq=on%20shelf',
    'q=e&size=1&page=2',
  ])('are reached in the order of %s, over the ends of its pages, and no further', async (list, { as }) => {
    const { listed, there, back } = await walk(as(), list)

    expect(listed.length).toBeGreaterThan(1)
    expect([there, back]).toEqual([listed, listed.toReversed()])
  })

  test('keep the list to return to, and end where it ends', async ({ as }) => {
    const ctx = as()
    const step = (key: string, list: string) => stepPage(ctx, adminOf(ctx, 'books'), { key, list, step: 'next' })

    expect(await step('2', 'sort=id')).toEqual({ href: '/admin/books/3?list=sort%3Did', notice: null })
    expect(await step('4', 'sort=id')).toMatchObject({
      href: '/admin/books/4?list=sort%3Did',
      notice: { text: 'This is the last row of the list.' },
    })
    expect(await step('4', 'nothing.eq=1')).toMatchObject({
      href: '/admin/books/4?list=nothing.eq%3D1',
      notice: { tone: 'danger' },
    })
    await expect(step('9', '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('are only those that the actor may view', async ({ as }) => {
    const ctx = as({ admins: [defineAdmin(books, { permissions: { view: (_, table) => ne(table.status, 'lost') } })] })

    expect((await walk(ctx, 'sort=id')).there).toEqual(['1', '2', '4'])
    await expect(stepPage(ctx, adminOf(ctx, 'books'), { key: '3', list: '', step: 'next' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('a record at a glance', () => {
  test('has at most eight columns, relations by name, and no secret', async ({ as }) => {
    const ctx = as()
    const card = await peekPage(ctx, adminOf(ctx, 'books'), { key: '1' })

    expect(card).toMatchObject({ title: 'Engines', table: 'book', href: '/admin/books/1' })
    expect(card.fields).toHaveLength(8)
    expect(card.fields).toContainEqual({ label: 'Author', text: 'Ada Byron', href: '/admin/authors/1' })
    expect(JSON.stringify(card)).not.toContain('CANARY')
  })

  test('contains no hidden column and no name of a hidden row, and does not exist outside of the actor’s rows', async ({
    as,
  }) => {
    const ctx = as({
      grants: ['books.view', 'loans.view'],
      admins: [
        defineAdmin(books, { permissions: { fields: { price: { view: () => false } } } }),
        defineAdmin(loans, { permissions: { view: (_, table) => ne(table.copy, '') } }),
      ],
    })
    const card = await peekPage(ctx, adminOf(ctx, 'books'), { key: '1' })

    expect(card.fields.map(({ label }) => label)).not.toContain('Price')
    expect(card.fields.find(({ label }) => label === 'Author')).toMatchObject({ text: '1', href: null })
    await expect(peekPage(ctx, adminOf(ctx, 'loans'), { key: '1,~' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
