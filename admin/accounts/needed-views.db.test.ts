import { describe, expect } from 'vitest'
import { defineAdmin, defineInline } from '@/admin'
import { bookTags, books, branches, loans } from '../testing/kit/library'
import { test, type SiteFixture } from '../testing/kit/site-test'
import type { AdminDeclaration } from '../site/admin'
import { neededViews } from './needed-views'

function needed(as: SiteFixture['as'], admins: AdminDeclaration[], given: string[], has: string[] = []) {
  return neededViews(as({ admins }), { given, has: [...given, ...has] }).map(({ permission }) => permission)
}

describe('what a permission needs to view', () => {
  test('are the tables that columns of the form refer to', async ({ as }) => {
    const form = { sections: [{ fields: ['title', 'authorId'] as ('title' | 'authorId')[] }] }
    expect(needed(as, [defineAdmin(books, { form })], ['books.add'])).toEqual(['authors.view'])
    expect(needed(as, [defineAdmin(books, { form })], ['books.add'], ['authors.change'])).toEqual([])
    expect(needed(as, [defineAdmin(books, { form })], ['books.view', 'books.delete', 'lost.change'])).toEqual([])
  })

  test('are the join table and the other side of a relation in the form', async ({ as }) => {
    const many = defineAdmin(books, { many: { tags: bookTags }, form: { sections: [{ fields: ['title', 'tags'] }] } })
    expect(needed(as, [many], ['books.change'])).toEqual(['book_tags.view', 'tags.view'])
    expect(needed(as, [many], ['books.change'], ['tags.view'])).toEqual(['book_tags.view'])
  })

  test('are the table of an inline, and what its rows refer to', async ({ as }) => {
    const inline = defineInline(loans, { columns: ['member', 'due'] })
    const form = { sections: [{ fields: ['title'] as 'title'[] }], inlines: [inline] }
    expect(needed(as, [defineAdmin(books, { form })], ['books.change'])).toEqual(['loans.view', 'members.view'])
    const branch = defineAdmin(branches, {
      form: { inlines: [defineInline(books, { columns: ['title'], inlines: [inline] })] },
    })
    expect(needed(as, [branch], ['branches.change'])).toEqual(['books.view', 'loans.view', 'members.view'])
  })

  test('are the tables whose rules hold for its rows, for whatever is done with them', async ({ as }) => {
    const admins = [
      defineAdmin(loans, { permissions: { via: 'bookId' } }),
      defineAdmin(books, { permissions: { via: 'branchId' } }),
    ]
    for (const verb of ['view', 'delete', 'export'])
      expect(needed(as, admins, [`loans.${verb}`])).toEqual(['books.view', 'branches.view'])
    const inline = { form: { sections: [], inlines: [defineInline(loans, { columns: ['due'] })] } }
    const above = defineAdmin(books, { ...inline, permissions: { via: 'branchId' } })
    expect(needed(as, [above], ['books.change'])).toEqual(['branches.view', 'loans.view'])
  })
})
