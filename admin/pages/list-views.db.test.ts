import { eq, gt, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { defineAdmin, defineSite, type DeclaredFilter } from '@/admin'
import {
  changeView,
  deleteView,
  draftedList,
  filterForm,
  listOpening,
  listPage,
  saveView,
  setDefaultView,
  viewCounts,
  viewsPage,
  type Parameters,
} from '@/admin/server'
import type { AdminContext } from '../site/context'
import { checkDeclarations } from '../check/declarations'
import { books, librarySchema } from '../testing/kit/library'
import { refusal } from '../testing/kit/inlines'
import { adminOf, test, type SiteFixture } from '../testing/kit/site-test'
import { countViews } from './view-counts'

const ids = { ann: '00000000-0000-4000-8000-00000000000a', bob: '00000000-0000-4000-8000-00000000000b' }
const teams = ['00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000f2'] as const
const grants = ['books.view', 'authors.view']
const views = { 'Many copies': 'copies.gte=3&sort=-copies' }

async function people({ client, as }: Pick<SiteFixture, 'client' | 'as'>) {
  await client`insert into brolly.users (id, email) values (${ids.ann}, 'ann@example.org'), (${ids.bob}, 'bob@example.org')`
  await client`insert into brolly.groups (id, name) values (${teams[0]}, 'Team'), (${teams[1]}, 'Others')`
  await client`insert into brolly.user_groups (user_id, group_id) values (${ids.ann}, ${teams[0]}), (${ids.bob}, ${teams[0]})`
  const admins = [defineAdmin(books, { list: { views } })]
  const ann = as({ id: ids.ann, admins, grants: [...grants, 'brolly.views.add'] })
  const bob = as({ id: ids.bob, admins, grants })
  return { ann, bob }
}

const booksOf = (ctx: AdminContext) => adminOf(ctx, 'books')

async function saved(ctx: AdminContext, name: string, { query = 'copies.gte=300', audience = '' } = {}) {
  await saveView(ctx, booksOf(ctx), { name, query, audience })
  return (await viewOf(ctx, name))?.id ?? ''
}

const viewOf = async (ctx: AdminContext, name: string) =>
  (await viewsPage(ctx, booksOf(ctx))).views.find((view) => view.name === name)

const openingOf = (ctx: AdminContext, parameters: Parameters = []) => listOpening(ctx, booksOf(ctx), parameters)

/** The list as its page shows it. */
const shownList = (ctx: AdminContext, parameters: Parameters) =>
  draftedList(ctx, booksOf(ctx), { parameters, draft: null, run: null, opening: openingOf(ctx, parameters) })

test('a view is renamed and given to others by its owner alone', async ({ client, as }) => {
  const { ann, bob } = await people({ client, as })
  const id = await saved(ann, 'Long', { audience: teams[0] })
  await saved(ann, 'Other')
  const admin = booksOf(ann)

  expect(await changeView(ann, admin, { id, name: ' Longer ', audience: 'all' })).toBe('Longer')
  expect(await viewOf(bob, 'Longer')).toMatchObject({
    audience: { everybody: true },
    changeable: false,
    editHref: null,
  })
  expect(await viewOf(ann, 'Longer')).toMatchObject({ href: '/admin/books?copies.gte=300', changeable: true })

  const superuser = as({ id: ids.bob, superuser: true })
  for (const other of [bob, superuser]) {
    await expect(changeView(other, booksOf(other), { id, name: 'Mine', audience: '' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await viewsPage(other, booksOf(other), { edit: id })).edited).toBeNull()
  }
  expect((await refusal(changeView(ann, admin, { id, name: 'Other', audience: 'all' }))).fields).toEqual({
    name: 'You have another view of this list with this name.',
  })
  expect((await refusal(changeView(ann, admin, { id, name: 'x', audience: teams[1] }))).fields).toHaveProperty(
    'audience',
  )
  expect((await refusal(changeView(ann, admin, { id, name: '', audience: 'all' }))).fields).toHaveProperty('name')
  await expect(changeView(ann, admin, { id: 'no-uuid', name: 'x', audience: '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  // Who may not save views for others any more can still rename one that is for others.
  const demoted = as({ id: ids.ann, grants })
  const [edited] = [(await viewsPage(demoted, booksOf(demoted), { edit: id })).edited]
  expect(edited).toEqual({ id, name: 'Longer', audience: 'all' })
  await changeView(demoted, booksOf(demoted), { id, name: 'Long again', audience: 'all' })
  expect((await refusal(changeView(demoted, booksOf(demoted), { id, name: 'x', audience: teams[0] }))).fields).toEqual({
    audience: 'You may only save views for yourself.',
  })
  expect(await viewOf(bob, 'Long again')).toBeDefined()
})

test('a default view is what the plain URL opens, for one person, and every way out of it stays out', async ({
  client,
  as,
}) => {
  const { ann, bob } = await people({ client, as })
  const id = await saved(ann, 'Long', { query: 'copies.gte=300&sort=-copies', audience: 'all' })

  expect(await setDefaultView(bob, booksOf(bob), id)).toBe('Long')
  expect((await openingOf(bob)).start).toBe('copies.gte=300&sort=-copies')
  expect((await openingOf(ann)).start).toBe('')

  const page = await shownList(bob, [['copies.gte', '300']])
  const whole = '/admin/books?view=all'
  expect(page.presets.map(({ name, href }) => [name, href])).toEqual([
    ['All', whole],
    ['Many copies', '/admin/books?copies.gte=3&sort=-copies'],
    ['Long', '/admin/books?copies.gte=300&sort=-copies'],
  ])
  expect([page.wholeHref, page.chips[0]?.removeHref, page.clearFiltersHref]).toEqual([whole, whole, whole])
  expect(page.sizes[0]?.href).toBe('/admin/books?copies.gte=300&size=25')
  // A form that leaves nothing to filter or search by.
  expect(page.hiddenParameters).toContainEqual({ name: 'view', value: 'all' })
  const emptied: Parameters = [
    ['~rows', '1'],
    ['~before', page.listQuery],
    ['view', 'all'],
  ]
  expect(await filterForm(bob, booksOf(bob), emptied)).toEqual({ parameters: [['view', 'all']], draft: null })
  const set: Parameters = [
    ['~column', 'copies'],
    ['~operator', 'eq'],
    ['~value', '3'],
    ['view', 'all'],
  ]
  expect(await filterForm(bob, booksOf(bob), set)).toMatchObject({ parameters: [['copies.eq', '3']] })

  const all = await shownList(bob, [['view', 'all']])
  expect(all.presets.map(({ current }) => current)).toEqual([true, false, false])
  expect(all.pager.pages.every((link) => link === null || link.href !== '/admin/books')).toBe(true)
  expect(all.rows).toEqual((await listPage(bob, booksOf(bob), [])).rows)

  await setDefaultView(bob, booksOf(bob), 'Many copies')
  expect((await openingOf(bob)).start).toBe('copies.gte=3&sort=-copies')
  expect(await setDefaultView(bob, booksOf(bob), '')).toBeNull()
  expect(await openingOf(bob)).toMatchObject({ start: '', defaultView: null, notice: null })
})

test('a default view ends with the view, or says why it cannot be opened', async ({ client, as }) => {
  const { ann, bob } = await people({ client, as })
  const id = await saved(ann, 'Dear', { query: 'price.gte=5', audience: 'all' })
  await setDefaultView(bob, booksOf(bob), id)

  const admins = [defineAdmin(books, { permissions: { fields: { price: { view: () => false } } } })]
  const poor = as({ id: ids.bob, grants, admins })
  const notice =
    'Your default view “Dear” needs columns that are gone or that you may not view. This is the whole list.'
  expect(await openingOf(poor)).toMatchObject({ start: '', notice })
  expect((await shownList(poor, [])).openingNote).toBe(notice)
  await expect(setDefaultView(poor, booksOf(poor), id)).rejects.toMatchObject({ code: 'INVALID' })

  // It is for others no more: not theirs to open, and no default.
  await changeView(ann, booksOf(ann), { id, name: 'Dear', audience: '' })
  expect(await openingOf(bob)).toMatchObject({ start: '', notice: null })
  await expect(setDefaultView(bob, booksOf(bob), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await changeView(ann, booksOf(ann), { id, name: 'Dear', audience: 'all' })
  expect((await openingOf(bob)).start).toBe('price.gte=5')
  await deleteView(ann, booksOf(ann), id)
  expect((await openingOf(bob)).start).toBe('')

  await setDefaultView(bob, booksOf(bob), 'Many copies')
  const undeclared = as({ id: ids.bob, grants })
  expect((await openingOf(undeclared)).notice).toContain('“Many copies”')

  await expect(
    setDefaultView({ ...bob, actor: { ...bob.actor, isReader: true } }, booksOf(bob), ''),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await bob.db.execute(sql`select declared from brolly.default_views`)).toEqual([{ declared: 'Many copies' }])
})

test('views stand beside their list, and their rows are counted under the permissions of who looks', async ({
  client,
  as,
}) => {
  const { ann, bob } = await people({ client, as })
  await client`insert into books (title, slug, copies, branch_id) select 'B' || n, 'b', 900, 1 + n % 2 from generate_series(1, 10) n`
  await saved(ann, 'Most', { query: 'copies.eq=900', audience: 'all' })
  await saved(ann, 'Everything', { query: '', audience: 'all' })

  const { side } = await openingOf(bob, [
    ['copies.eq', '900'],
    ['page', '1'],
  ])
  expect(side).toMatchObject({ table: 'books', moreHref: null, countsHref: '/admin/-/api/views?table=books' })
  expect(side?.links.map(({ name, href, current }) => [name, href, current])).toEqual([
    ['Many copies', '/admin/books?copies.gte=3&sort=-copies', false],
    ['Everything', '/admin/books?view=all', false],
    ['Most', '/admin/books?copies.eq=900', true],
  ])
  const rowsOf = async (ctx: AdminContext) =>
    (await viewCounts(ctx, booksOf(ctx))).find(({ href }) => href.endsWith('copies.eq=900'))?.rows
  expect(await rowsOf(bob)).toBe('10')
  expect((await viewOf(bob, 'Most'))?.rows).toBe('10')
  const narrow = [defineAdmin(books, { permissions: { view: (_, t) => sql`${t.branchId} = 1` } })]
  const inBranch = as({ id: ids.bob, grants, admins: narrow })
  expect(await rowsOf(inBranch)).toBe('5')
  expect(await viewCounts(inBranch)).toContainEqual({ href: '/admin/books?copies.eq=900', rows: '5' })
  const outsider = as({ id: ids.bob, grants: ['authors.view'] })
  expect(await viewCounts(outsider)).toEqual([])
  for (const asking of [viewCounts(outsider, booksOf(outsider)), openingOf(outsider)])
    await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a view is counted up to the limit of its list, and not at all if its value is refused', async ({
  client,
  as,
}) => {
  const { bob } = await people({ client, as })
  await client`insert into books (title, slug, copies) select 'B', 'b', 900 from generate_series(1, 10001)`
  const admin = booksOf(bob)

  expect(
    await countViews(bob, [
      { admin, href: '/admin/books?copies.eq=900' },
      { admin, href: null },
      { admin, href: '/admin/books?title.matches=(' },
    ]),
  ).toEqual([{ href: '/admin/books?copies.eq=900', rows: '10,000+' }])
})

test('F219: a declared filter with a default filters the list that is opened, until it is removed', async ({
  client,
  as,
}) => {
  const { ann } = await people({ client, as })
  const stock = (value: string): DeclaredFilter<typeof books> => ({
    id: 'in stock',
    label: 'In stock',
    reads: ['copies'],
    choices: [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ],
    default: value,
    where: (asked, t) => (asked === 'yes' ? gt(t.copies, 0) : eq(t.copies, 0)),
  })
  const bob = as({ id: ids.bob, grants, admins: [defineAdmin(books, { list: { filters: [stock('yes')] } })] })

  expect((await openingOf(bob)).start).toBe('in%7E20stock.eq=yes')
  const page = await shownList(bob, [['in~20stock.eq', 'yes']])
  expect(page.chips).toMatchObject([{ label: 'In stock', value: 'Yes', removeHref: '/admin/books?view=all' }])
  expect(page.presets).toEqual([{ name: 'All', href: '/admin/books?view=all', current: false }])
  // Other links to the list say themselves what they are about.
  expect((await shownList(bob, [['copies.eq', '0']])).chips).toHaveLength(1)

  // One's own default view comes first, also if it is the whole list.
  const id = await saved(ann, 'Everything', { query: '', audience: 'all' })
  await setDefaultView(bob, booksOf(bob), id)
  expect((await openingOf(bob)).start).toBe('view=all')
  await setDefaultView(bob, booksOf(bob), '')

  const fields = { copies: { view: () => false } }
  const hidden = [defineAdmin(books, { list: { filters: [stock('yes')] }, permissions: { fields } })]
  expect((await openingOf(as({ id: ids.bob, grants, admins: hidden }))).start).toBe('')

  const wrong = [defineAdmin(books, { list: { filters: [stock('perhaps')] } })]
  expect((await openingOf(as({ id: ids.bob, grants, admins: wrong }))).start).toBe('')
  expect(checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins: wrong }))).toMatchObject([
    { id: 'brolly.E045', where: "books: list.filters 'in stock'.default" },
  ])
})
