import { describe, expect } from 'vitest'
import { defineAdmin, type ComputedField } from '@/admin'
import { addPage, changePage } from '@/admin/server'
import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import { books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'

const computed: ComputedField<typeof books>[] = [
  { name: 'loud', label: 'Loud', reads: ['title'], after: 'title', value: ({ title }) => title?.toUpperCase() ?? null },
  { name: 'quiet', label: 'Quiet', reads: ['title'], after: 'title', value: () => null },
  {
    name: 'count',
    label: 'Books',
    reads: [],
    value: async ({ id }, { db }) => (await db.execute(sql`select ${id}`)).length + ' row',
  },
  { name: 'link', label: 'Shop', reads: ['isbn'], value: () => ({ text: 'Open', href: '/shop/1' }) },
  { name: 'bad', label: 'Bad link', reads: [], value: () => ({ text: 'Run', href: 'javascript:alert(1)' }) },
  {
    name: 'fails',
    label: 'Fails',
    reads: [],
    value: () => {
      throw new Error('unthinkable')
    },
  },
]
const admins = [defineAdmin(books, { form: { sections: [{ fields: ['title', 'isbn'] }], computed } })]

const fields = async (ctx: AdminContext) =>
  (await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })).sections
    .flatMap((section) => section.fields)
    .map(({ meta, text, href }) => [meta.label, meta.label === 'Title' || meta.label === 'Loud' ? null : text, href])

describe('F246: computed values on a form', () => {
  test('stand where they are declared, with a link only where it is safe', async ({ as }) => {
    const shown = await fields(as({ admins }))
    expect(shown.map(([label]) => label)).toEqual([
      'Title',
      'Loud',
      'Quiet',
      'ISBN',
      'Books',
      'Shop',
      'Bad link',
      'Fails',
    ])
    expect(shown.slice(4)).toEqual([
      ['Books', '1 row', null],
      ['Shop', 'Open', '/shop/1'],
      ['Bad link', 'Run', null],
      ['Fails', 'unreadable', null],
    ])
  })

  test('are left out, and not worked out, where a column that they read may not be viewed, and while a row is added', async ({
    as,
  }) => {
    const asked: string[] = []
    const noting: ComputedField<typeof books>[] = [
      { name: 'x', label: 'X', reads: ['isbn'], value: ({ isbn }) => (asked.push(isbn ?? ''), isbn) },
    ]
    const ctx = as({
      admins: [
        defineAdmin(books, { form: { computed: noting }, permissions: { fields: { isbn: { view: () => false } } } }),
      ],
    })
    expect((await fields(ctx)).map(([label]) => label)).not.toContain('X')
    const masked = as({ admins: [defineAdmin(books, { form: { computed: noting }, personal: { isbn: 'text' } })] })
    expect((await fields(masked)).map(([label]) => label)).not.toContain('X')
    expect(asked).toEqual([])
    const added = as({ admins })
    const page = await addPage(added, adminOf(added, 'books'), { list: '', prefill: [] })
    expect(page.sections.flatMap((section) => section.fields).map(({ meta }) => meta.label)).toEqual(['Title', 'ISBN'])
  })
})
