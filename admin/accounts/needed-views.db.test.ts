import { describe, expect } from 'vitest'
import { defineAdmin, defineInline } from '@/admin'
import { bookTags, books, branches, loans } from '../testing/kit/library'
import { test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { neededViews } from './needed-views'

function needed(ctx: AdminContext, given: string[], has: string[] = []) {
  return neededViews(ctx, { given, has: [...given, ...has] }).map(({ permission }) => permission)
}

describe('what a permission needs to view', () => {
  test('are the tables that columns of the form refer to', async ({ as }) => {
    const form = { sections: [{ fields: ['title', 'authorId'] as ('title' | 'authorId')[] }] }
    expect(needed(as({ admins: [defineAdmin(books, { form })] }), ['books.add'])).toEqual(['authors.view'])
    expect(needed(as({ admins: [defineAdmin(books, { form })] }), ['books.add'], ['authors.change'])).toEqual([])
    expect(
      needed(as({ admins: [defineAdmin(books, { form })] }), ['books.view', 'books.delete', 'lost.change']),
    ).toEqual([])
  })

  test('are the join table and the other side of a relation in the form', async ({ as }) => {
    const many = defineAdmin(books, { many: { tags: bookTags }, form: { sections: [{ fields: ['title', 'tags'] }] } })
    expect(needed(as({ admins: [many] }), ['books.change'])).toEqual(['book_tags.view', 'tags.view'])
    expect(needed(as({ admins: [many] }), ['books.change'], ['tags.view'])).toEqual(['book_tags.view'])
  })

  test('are the table of an inline, and what its rows refer to', async ({ as }) => {
    const inline = defineInline(loans, { columns: ['member', 'due'] })
    const form = { sections: [{ fields: ['title'] as 'title'[] }], inlines: [inline] }
    expect(needed(as({ admins: [defineAdmin(books, { form })] }), ['books.change'])).toEqual([
      'loans.view',
      'members.view',
    ])
    const branch = defineAdmin(branches, {
      form: { inlines: [defineInline(books, { columns: ['title'], inlines: [inline] })] },
    })
    expect(needed(as({ admins: [branch] }), ['branches.change'])).toEqual(['books.view', 'loans.view', 'members.view'])
  })

  test('are the tables whose rules hold for its rows, for whatever is done with them', async ({ as }) => {
    const admins = [
      defineAdmin(loans, { permissions: { via: 'bookId' } }),
      defineAdmin(books, { permissions: { via: 'branchId' } }),
    ]
    for (const verb of ['view', 'delete', 'export'])
      expect(needed(as({ admins }), [`loans.${verb}`])).toEqual(['books.view', 'branches.view'])
    const inline = { form: { sections: [], inlines: [defineInline(loans, { columns: ['due'] })] } }
    const above = defineAdmin(books, { ...inline, permissions: { via: 'branchId' } })
    expect(needed(as({ admins: [above] }), ['books.change'])).toEqual(['branches.view', 'loans.view'])
  })
})
