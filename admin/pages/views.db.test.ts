import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { defineAdmin, defineSite } from '@/admin'
import { deleteLostView, deleteView, indexPage, listPage, saveView, searchPage, viewsPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { checkDeclarations } from '../check/declarations'
import { books, librarySchema } from '../testing/kit/library'
import { refusal } from '../testing/kit/inlines'
import { adminOf, test, type SiteFixture } from '../testing/kit/site-test'

const ids = { ann: '00000000-0000-4000-8000-00000000000a', bob: '00000000-0000-4000-8000-00000000000b' }
const team = '00000000-0000-4000-8000-0000000000ff'
const grants = ['books.view', 'authors.view']

async function people({ client, as }: Pick<SiteFixture, 'client' | 'as'>) {
  await client`insert into brolly.users (id, email) values (${ids.ann}, 'ann@example.org'), (${ids.bob}, 'bob@example.org')`
  await client`insert into brolly.groups (id, name) values (${team}, 'Team')`
  await client`insert into brolly.user_groups (user_id, group_id) values (${ids.ann}, ${team}), (${ids.bob}, ${team})`
  const ann = as({ id: ids.ann, grants: [...grants, 'brolly.views.add'] })
  const bob = as({ id: ids.bob, grants })
  return { ann, bob }
}

const save = (ctx: AdminContext, given: Partial<Parameters<typeof saveView>[2]> = {}) =>
  saveView(ctx, adminOf(ctx, 'books'), {
    name: 'Long',
    query: 'copies.gte=300&sort=-copies&page=3',
    audience: '',
    ...given,
  })

const viewsOf = async (ctx: AdminContext) => (await viewsPage(ctx, adminOf(ctx, 'books'))).views

test('a view is saved for oneself, without the page, and found from the index and the search', async ({
  client,
  as,
}) => {
  const { ann, bob } = await people({ client, as })
  await save(ann)
  const href = '/admin/books?copies.gte=300&sort=-copies'
  expect(await viewsOf(ann)).toMatchObject([{ name: 'Long', href, audience: null, owner: null, removable: true }])
  expect((await indexPage(ann)).views).toEqual([{ name: 'Long', href, table: 'Books' }])
  expect((await searchPage(ann, 'long')).links).toContainEqual({ label: 'Long · Books', href })
  expect(await viewsOf(bob)).toEqual([])
  await save(ann, { query: 'copies.gte=500' })
  expect(await viewsOf(ann)).toMatchObject([{ name: 'Long', href: '/admin/books?copies.gte=500' }])
})

test.for(['all', team])(
  'a view for others (%s) is theirs to open and not to delete',
  async (audience, { client, as }) => {
    const { ann, bob } = await people({ client, as })
    await save(ann, { audience })
    const [view] = await viewsOf(bob)
    expect(view).toMatchObject({ name: 'Long', owner: 'ann@example.org', removable: false })
    await expect(deleteView(bob, adminOf(bob, 'books'), view?.id ?? '')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const stranger = as({ id: '00000000-0000-4000-8000-00000000000c', grants })
    expect((await viewsOf(stranger)).length).toBe(audience === 'all' ? 1 : 0)
    // Who may not view the table learns nothing of its views.
    const outsider = as({ id: ids.bob, grants: ['authors.view'] })
    expect((await indexPage(outsider)).views).toEqual([])
    await expect(viewsOf(outsider)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await deleteView(ann, adminOf(ann, 'books'), view?.id ?? '')).toBe('Long')
    expect(await viewsOf(bob)).toEqual([])
  },
)

test('what is wrong with a view is told at its input, and nothing is saved', async ({ client, as }) => {
  const { ann, bob } = await people({ client, as })
  expect((await refusal(save(ann, { name: '  ' }))).fields).toEqual({ name: 'Enter a name.' })
  expect((await refusal(save(ann, { name: 'a\nb' }))).fields).toHaveProperty('name')
  expect((await refusal(save(bob, { audience: 'all' }))).fields).toEqual({
    audience: 'You may only save views for yourself.',
  })
  expect((await refusal(save(ann, { audience: '00000000-0000-4000-8000-000000000001' }))).fields).toHaveProperty(
    'audience',
  )
  await expect(save(ann, { query: 'no_such.eq=1' })).rejects.toMatchObject({ code: 'BAD_QUERY' })
  await expect(save(ann, { query: `title.eq=${'x'.repeat(5_000)}` })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(deleteView(ann, adminOf(ann, 'books'), 'no-uuid')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const other of [{ actedBy: { id: ids.bob, email: 'b' } }, { isReader: true }, { token: { id: '1', name: 't' } }])
    await expect(save({ ...ann, actor: { ...ann.actor, ...other } })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await ann.db.execute(sql`select from brolly.views`)).toHaveLength(0)
})

test('a hidden column is left out of a shared view, and a filter by one closes it', async ({ client, as }) => {
  const { ann } = await people({ client, as })
  await save(ann, { name: 'Columns', query: 'columns=title,price&sort=-price', audience: 'all' })
  await save(ann, { name: 'Filter', query: 'price.gte=5', audience: 'all' })
  const admins = [defineAdmin(books, { permissions: { fields: { price: { view: () => false } } } })]
  const bob = as({ id: ids.bob, grants, admins })
  expect((await viewsOf(bob)).map(({ name, href }) => [name, href])).toEqual([
    ['Columns', '/admin/books?columns=title'],
    ['Filter', null],
  ])
  expect((await indexPage(bob)).views.map(({ name }) => name)).toEqual(['Columns'])
})

test('declared views are links above the list, and one that cannot be opened is found by the check', async ({
  client,
  as,
}) => {
  await people({ client, as })
  const views = { 'Many copies': 'copies.gte=3&sort=-copies', 'By price': 'price.gte=5' }
  const admins = [defineAdmin(books, { list: { views }, permissions: { fields: { price: { view: () => false } } } })]
  const bob = as({ id: ids.bob, grants, admins })
  const page = await listPage(bob, adminOf(bob, 'books'), [
    ['sort', '-copies'],
    ['copies.gte', '3'],
    ['page', '1'],
  ])
  const href = '/admin/books?copies.gte=3&sort=-copies'
  expect(page.presets).toEqual([
    { name: 'All', href: '/admin/books', current: false },
    { name: 'Many copies', href, current: true },
  ])
  expect(await viewsOf(bob)).toMatchObject([
    { name: 'Many copies', href, audience: { everybody: true }, removable: false },
  ])
  expect((await indexPage(bob)).views).toEqual([{ name: 'Many copies', href, table: 'Books' }])
  expect((await indexPage(as({ id: ids.bob, grants: ['authors.view'], admins }))).views).toEqual([])
  const wrong = [defineAdmin(books, { list: { views: { ...views, Broken: 'no_such.eq=1' } } })]
  for (const rls of [undefined, { role: 'brolly_test_nobody' }])
    expect(checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins: wrong, rls }))).toMatchObject([
      { id: 'brolly.E045', where: "books: list.views.'Broken'" },
    ])
})

test('one’s own views whose table or columns are gone say so on the start page, and are deleted there', async ({
  client,
  as,
}) => {
  const { ann, bob } = await people({ client, as })
  await save(ann, { name: 'Dear', query: 'price.gte=5', audience: 'all' })
  await client`insert into brolly.views ("table", owner_id, name, query) values ('old_books', ${ids.ann}, 'Old', 'x.eq=1')`
  const admins = [defineAdmin(books, { permissions: { fields: { price: { view: () => false } } } })]
  const poor = as({ id: ids.ann, grants, admins })

  const { views, lostViews } = await indexPage(poor)
  expect(views).toEqual([])
  expect(lostViews.map(({ name, note }) => [name, note])).toEqual([
    ['Old', 'Its table “old_books” is gone, or you may not view it.'],
    ['Dear', 'Needs columns of Books that are gone or that you may not view.'],
  ])
  // Whoever has a view from somebody else can do nothing about it.
  expect((await indexPage(as({ id: ids.bob, grants, admins }))).lostViews).toEqual([])
  const [old] = lostViews
  for (const id of [old?.id ?? '', 'no-uuid'])
    await expect(deleteLostView(bob, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(
    deleteLostView({ ...ann, actor: { ...ann.actor, isReader: true } }, old?.id ?? ''),
  ).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  expect(await deleteLostView(poor, old?.id ?? '')).toBe('Old')
  expect((await indexPage(poor)).lostViews.map(({ name }) => name)).toEqual(['Dear'])
})
