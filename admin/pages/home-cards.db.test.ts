import { eq } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import { defineAdmin, type HomeCard } from '@/admin'
import { homeCard, indexPage } from '@/admin/server'
import { refusal } from '../testing/kit/inlines'
import { authors, books } from '../testing/kit/library'
import { test } from '../testing/kit/site-test'

const cards: HomeCard[] = [
  { label: 'On the shelf', table: books, query: 'status.eq=on shelf' },
  { label: 'Copies', table: books, query: 'totals=copies.sum' },
  { label: 'By title', table: books, query: 'sort=-title', show: 'rows' },
  { label: 'By status', table: books, query: 'group=status' },
  { label: 'Actor', value: ({ actor }) => actor.email, visible: (actor) => actor.isSuperuser },
]

describe('a card of the start page', () => {
  test('shows how many rows a list has, a total, its first rows, or its groups', async ({ as }) => {
    const ctx = as({ home: cards })
    const { cards: links } = await indexPage(ctx)
    expect(links.map(({ label }) => label)).toEqual(cards.map(({ label }) => label))
    expect(links[0]).toMatchObject({
      href: '/admin/books?status.eq=on%20shelf',
      contentHref: '/admin/-/api/cards/0',
    })
    expect(await homeCard(ctx, '0')).toEqual({ kind: 'number', text: '2' })
    expect(await homeCard(ctx, '1')).toEqual({ kind: 'number', text: '4' })
    expect(await homeCard(ctx, '2')).toMatchObject({
      kind: 'rows',
      rows: [
        { label: 'Winds', href: '/admin/books/4' },
        { label: 'Rivers' },
        { label: 'Numbers' },
        { label: 'Engines' },
      ],
    })
    expect(await homeCard(ctx, '3')).toMatchObject({
      kind: 'groups',
      groups: [{ label: 'on shelf', rows: '2', share: 1 }, { share: 0.5 }, { share: 0.5 }],
    })
    expect(await homeCard(ctx, '4')).toEqual({ kind: 'number', text: ctx.actor.email })
    for (const index of ['5', '-1', 'x', '0x1']) expect((await refusal(homeCard(ctx, index))).code).toBe('NOT_FOUND')
  })

  test('counts the rows of the actor, and is left out where the actor may not view what it names', async ({ as }) => {
    const permissions = {
      view: (_: unknown, table: typeof books) => eq(table.branchId, 1),
      fields: { status: { view: () => false } },
    }
    const ctx = as({ home: cards, admins: [defineAdmin(books, { permissions })], grants: ['books.view'] })
    expect((await indexPage(ctx)).cards.map(({ label }) => label)).toEqual(['Copies', 'By title'])
    expect(await homeCard(ctx, '1')).toEqual({ kind: 'number', text: '2' })
    for (const index of ['0', '3', '4']) expect((await refusal(homeCard(ctx, index))).code).toBe('NOT_FOUND')
    expect((await indexPage(as({ home: cards, grants: ['authors.view'] }))).cards).toEqual([])
  })

  test('that is a mistake says so to superusers, and a function that throws breaks no page', async ({ as }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const fails = () => {
      throw new Error('unthinkable')
    }
    const home: HomeCard[] = [
      { label: 'Misspelt', table: books, query: 'titel.eq=x' },
      { label: 'No group', table: authors, show: 'groups' },
      { label: 'Broken', value: fails },
      { label: 'Hidden', value: () => 1, visible: fails },
    ]
    const ctx = as({ home })
    expect((await indexPage(ctx)).cards.map(({ label }) => label)).toEqual(['Misspelt', 'No group', 'Broken'])
    expect(await homeCard(ctx, '0')).toMatchObject({ kind: 'none', note: expect.stringContaining('does not fit') })
    expect(await homeCard(ctx, '1')).toEqual({ kind: 'none', note: 'The query of this card has no group.' })
    expect(await homeCard(ctx, '2')).toEqual({ kind: 'none', note: 'This card could not be loaded.' })
    expect(log).toHaveBeenCalledWith(expect.stringContaining('“Broken”'), expect.any(Error))
    log.mockRestore()
  })
})
