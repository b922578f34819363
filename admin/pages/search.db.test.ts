import { eq, sql, type SQL } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { searchPage } from '@/admin/server'
import { authors, books, librarySchema, members } from '../testing/kit/library'
import { contextOf, test, type Asking } from '../testing/kit/site-test'
import { change } from '../testing/kit/undo'
import type { AdminContext } from '../site/context'

/** An expression that takes longer than a search of everything waits. */
const sleeping = (name: unknown): SQL => sql`${name} || coalesce(pg_sleep(1)::text, '')`

const found = async (ctx: AdminContext, text: string) =>
  Object.fromEntries(
    (await searchPage(ctx, text)).groups.map(({ label, rows }) => [label, rows.map((row) => row.label)]),
  )

describe('the search over everything', () => {
  test('B02: finds rows of all tables by what names them, by half an address, and tables by name', async ({ as }) => {
    const ctx = as()
    expect(await found(ctx, 'ada@')).toEqual({ Authors: ['Ada Byron'] })
    expect(await found(ctx, 'ines')).toEqual({ Books: ['Engines'], Loans: ['Engines', 'Engines'] })
    expect(await found(ctx, 'no such thing')).toEqual({})
    const page = await searchPage(ctx, 'book')
    expect(page.links).toEqual([
      { label: 'Books', href: '/admin/books' },
      { label: 'Book tags', href: '/admin/book_tags' },
    ])
    expect(page.unsearched).toEqual([])
    expect((await searchPage(ctx, 'Ada')).groups[0]?.rows[0]).toMatchObject({ href: '/admin/authors/1' })
  })

  test('a key or a whole unique value comes first, in any spelling of the row', async ({ as }) => {
    const ctx = as()
    for (const text of ['222', ' 222 '])
      expect((await searchPage(ctx, text)).groups[0]).toMatchObject({
        label: 'Books',
        rows: [{ label: 'Numbers', exact: true }],
      })
    for (const text of ['book 3', '#3', 'Book #3'])
      expect((await searchPage(ctx, text)).groups.find(({ label }) => label === 'Books')?.rows[0]).toMatchObject({
        label: 'Rivers',
        exact: true,
      })
  })

  test('says where there is more, and shows no more than five rows of a table', async ({ as, client }) => {
    await client`insert into tags (code, name) select 'c' || n, 'Common ' || n from generate_series(1, 8) n`
    const { groups } = await searchPage(as(), 'common')
    expect(groups).toHaveLength(1)
    expect(groups[0]?.rows).toHaveLength(5)
    expect(groups[0]?.allHref).toBe('/admin/tags?q=common')
  })

  test('a table that takes too long is named, with its own search, and the others are shown', async ({ as }) => {
    const slow = [defineAdmin(members, { label: (t) => sleeping(t.name) })]
    const page = await searchPage(as({ admins: slow }), 'ada')
    expect(page.groups.map(({ label }) => label)).toEqual(['Authors'])
    expect(page.unsearched).toEqual([{ label: 'Members', href: '/admin/members?q=ada' }])
  })

  test('so is a table that the database does not have yet', async ({ as }) => {
    const ghosts = pgTable('ghosts', { id: integer('id').primaryKey(), name: text('name') })
    const ctx = contextOf(as().db, { ...librarySchema, ghosts }, {})
    const page = await searchPage(ctx, 'ada')
    expect(page.groups.map(({ label }) => label)).toEqual(['Authors'])
    expect(page.unsearched).toEqual([{ label: 'Ghosts', href: '/admin/ghosts?q=ada' }])
  })

  test('without a text, shows the rows that were used last', async ({ as }) => {
    const ctx = as()
    await change(ctx, ['books', '1'], { notes: 'New' })
    await change(ctx, ['books', '1'], { notes: 'Newer' })
    expect((await searchPage(ctx, '  ')).recent).toEqual([{ label: 'Engines', detail: 'book', href: '/admin/books/1' }])
  })
})

describe('nothing that may not be viewed is found', () => {
  const admins = [
    defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 2), fields: { isbn: { view: () => false } } } }),
    defineAdmin(authors, { personal: { email: 'email' } }),
  ]
  const reader: Asking = { admins, grants: ['books.view', 'authors.view'] }

  test.for([
    ['a row outside the rules', 'Engines', {}],
    ['its key', 'book 1', {}],
    ['a hidden unique column', '333', {}],
    ['a masked column', 'ada@example.org', {}],
    ['a secret', 'CANARY-token-1', {}],
    ['a table without permission', 'Mia', {}],
    ['a row inside the rules', 'Rivers', { Books: ['Rivers'] }],
  ] as const)('SEC-078: %s', async ([, words, expected], { as }) => {
    const ctx = as(reader)
    expect(await found(ctx, words)).toEqual(expected)
    expect((await searchPage(ctx, 'members')).links).toEqual([])
  })

  test('odd texts are searched as texts', async ({ as }) => {
    for (const text of ['\0', '%', "'; drop table books", '9'.repeat(400), '"unclosed', '\\', '٣'])
      expect((await searchPage(as(), text)).unsearched).toEqual([])
  })
})
