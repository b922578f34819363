import { eq, ne } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { listPage, postList } from '@/admin/server'
import { defineAdmin } from '@/admin'
import type { AdminContext } from '../../site/context'
import { authors, books, loans } from '../../testing/kit/library'
import { adminOf, test } from '../../testing/kit/site-test'
import { carryOutUndo, rehearseUndo } from '../undo/undo'

type Entry = [string, string]
const merge = (keys: readonly string[], inputs: Record<string, string> = {}): Entry[] => [
  ['~action', '~merge'],
  ...keys.map((key): Entry => ['key', key]),
  ...Object.entries(inputs),
]
const post = (ctx: AdminContext, table: string, entries: Entry[]) => postList(ctx, adminOf(ctx, table), entries)

async function asked(ctx: AdminContext, table: string, entries: Entry[]) {
  const answer = await post(ctx, table, entries)
  if ('href' in answer || answer.confirm === null) throw new Error(JSON.stringify(answer))
  return { ...answer.confirm, notice: answer.notice }
}

async function carried(ctx: AdminContext, table: string, entries: Entry[]) {
  const plan = await asked(ctx, table, entries)
  if (plan.kind !== 'plan') throw new Error(JSON.stringify(plan))
  const done = await post({ ...ctx, requestId: 'merge-1' }, table, [...entries, ['~seal', plan.page.seal]])
  return { page: plan.page, done }
}

/** Everything in the tables that a merge of the library touches. */
const contents = (client: Sql) => client`
  select (select json_agg(b order by id) from books b) as books, (select json_agg(a order by id) from authors a) as authors,
    (select json_agg(l order by book_id, copy) from loans l) as loans,
    (select json_agg(t order by book_id, tag_code) from book_tags t) as tags`

describe('a merge', () => {
  test('asks which row stays and which values it has, and moves what refers to the others', async ({ as, client }) => {
    const ctx = as()
    const before = await contents(client)
    const form = await asked(ctx, 'authors', merge(['1', '2']))
    expect(form).toMatchObject({
      kind: 'merge',
      page: {
        title: 'Merge 2 authors',
        survivor: '1',
        rows: [{ label: 'Ada Byron' }, { label: 'Bo Chen' }],
        columns: expect.arrayContaining([
          { name: '~from.name', label: 'Name', chosen: '1', values: ['Ada Byron', 'Bo Chen'] },
        ]),
      },
    })
    const inputs = { '~step': 'review', '~survivor': '1', '~from.name': '2', '~from.email': '2' }
    const { page, done } = await carried(ctx, 'authors', merge(['1', '2'], inputs))

    expect(page.groups.map(({ plural, kind, count }) => [plural, kind, count])).toEqual([
      ['Authors', 'change', 1],
      ['Authors', 'delete', 1],
      ['Books', 'change', 1],
    ])
    expect(done).toMatchObject({ notice: { text: '1 row was merged into “Bo Chen”.', undoHref: expect.any(String) } })
    expect(await client`select id, name, email from authors`).toEqual([
      { id: 1, name: 'Bo Chen', email: 'bo@example.org' },
    ])
    expect(await client`select distinct author_id from books where author_id is not null`).toEqual([{ author_id: 1 }])

    const undo = { ...ctx, requestId: 'undo-1' }
    const { seal, steps } = await rehearseUndo(undo, 'merge-1')
    expect(steps.map(({ problem }) => problem)).toEqual(steps.map(() => null))
    await carryOutUndo(undo, { source: 'merge-1', seal })
    const after = await contents(client)
    // A secret that was deleted is not in the log, and stamps are not put back.
    expect(after[0]?.loans).toEqual(before[0]?.loans)
    expect(await client`select name, email from authors order by id`).toEqual([
      { name: 'Ada Byron', email: 'ada@example.org' },
      { name: 'Bo Chen', email: 'bo@example.org' },
    ])
    expect((await client`select author_id from books order by id`).map((row) => row.author_id)).toEqual([1, 1, 2, null])
  })

  test('unites join rows, and moves rows whose key contains the reference', async ({ as, client }) => {
    const ctx = as()
    const inputs = { '~step': 'review', '~survivor': '3' }
    await carried(ctx, 'books', merge(['1', '3'], inputs))

    expect(await client`select book_id::int, tag_code from book_tags order by 2`).toEqual([
      { book_id: 3, tag_code: 'add' },
      { book_id: 3, tag_code: 'sci' },
    ])
    expect(await client`select book_id::int, copy from loans order by 2`).toEqual([
      { book_id: 3, copy: '' },
      { book_id: 3, copy: 'a/1' },
    ])
    expect(await client`select 1 from books where id = 1`).toEqual([])
  })

  test('says which rows clash, changes nothing, and deletes them only if asked to', async ({ as, client }) => {
    const ctx = as()
    await client`insert into loans (book_id, copy) values (3, 'a/1')`
    const inputs = { '~step': 'review', '~survivor': '3' }
    const stopped = await asked(ctx, 'books', merge(['1', '3'], inputs))
    expect(stopped).toMatchObject({ kind: 'merge', notice: expect.stringContaining('1 loans') })
    expect(await client`select 1 from loans`).toHaveLength(3)

    await carried(ctx, 'books', merge(['1', '3'], { ...inputs, '~clash': 'delete' }))
    expect(await client`select copy from loans order by 1`).toEqual([{ copy: '' }, { copy: 'a/1' }])
  })

  test('a row that refers to itself, and to a row that goes, refers to the one that stays', async ({ as, client }) => {
    const ctx = as()
    const [mia, noor] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
    await client`insert into members (id, name, branch_id, brought_by) values ('00000000-0000-4000-8000-000000000003', 'Ole', 1, ${noor})`
    await carried(ctx, 'members', merge([mia, noor], { '~step': 'review', '~survivor': mia }))
    expect(await client`select name, brought_by from members order by 1`).toEqual([
      { name: 'Mia', brought_by: null },
      { name: 'Ole', brought_by: mia },
    ])
  })

  test('the row that stays never refers to itself: it goes past those that go', async ({ as, client }) => {
    const ctx = as()
    const [mia, noor, ole] = [1, 2, 3].map((id) => `00000000-0000-4000-8000-00000000000${id}`) as [
      string,
      string,
      string,
    ]
    await client`insert into members (id, name, branch_id, brought_by) values (${ole}, 'Ole', 1, ${noor})`
    const row = async (id: string) => (await client`select brought_by from members where id = ${id}`)[0]?.brought_by
    const stays = (key: string, more = {}) => ({ '~step': 'review', '~survivor': key, ...more })
    const chosen = await asked(ctx, 'members', merge([mia, noor], stays(mia, { '~from.brought_by': noor })))
    expect(chosen).toMatchObject({
      page: { groups: [{ kind: 'change', entries: [{ record: 'Ole' }] }, { kind: 'delete' }] },
    })
    await carried(ctx, 'members', merge([noor, ole], stays(ole)))
    expect(await row(ole)).toBe(mia)
    await carried(ctx, 'members', merge([mia, ole], stays(ole)))
    expect(await row(ole)).toBeNull()
  })

  test('needs the rights to change and to delete, also of what is moved, and 2 to 10 rows', async ({ as, client }) => {
    const rights = ['authors.view', 'authors.change', 'authors.delete']
    const inputs = { '~step': 'review', '~survivor': '1' }
    const ctx = as({ grants: rights })
    await expect(post(ctx, 'authors', merge(['1', '2'], inputs))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(post(as({ grants: rights.slice(0, 2) }), 'authors', merge(['1', '2']))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const fixed = as({
      admins: [defineAdmin(books, { permissions: { fields: { authorId: { change: () => false } } } })],
      grants: [...rights, 'books.view', 'books.change'],
    })
    await expect(post(fixed, 'authors', merge(['1', '2'], inputs))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const ruled = as({
      admins: [
        defineAdmin(authors, { permissions: { view: (_, table) => eq(table.id, 1) } }),
        defineAdmin(books, { permissions: { change: (_, table) => eq(table.branchId, 1) } }),
      ],
      grants: [...rights, 'books.view', 'books.change'],
    })
    await expect(post(ruled, 'authors', merge(['1', '2']))).rejects.toMatchObject({ code: 'INVALID' })
    await expect(post(as(), 'authors', merge(['1']))).rejects.toMatchObject({ code: 'INVALID' })
    const wrongs: Record<string, string>[] = [{ '~survivor': '9' }, { '~survivor': '1', '~from.name': '3' }]
    for (const wrong of wrongs)
      expect(await asked(as(), 'authors', merge(['1', '2'], { '~step': 'review', ...wrong }))).toMatchObject({
        kind: 'merge',
        notice: 'Choose which row stays, and a value for each column.',
      })
    expect(await client`select 1 from authors`).toHaveLength(2)
    const { actions } = await listPage(ctx, adminOf(ctx, 'authors'), [])
    expect(actions.find(({ name }) => name === '~merge')).toMatchObject({ several: true })
  })

  test('holds the rules of columns and rows of what is moved', async ({ as, client }) => {
    const before = await contents(client)
    const fixed = as({
      admins: [
        defineAdmin(books, { permissions: { fields: { authorId: { change: () => false } } } }),
        defineAdmin(loans, { permissions: { add: (_, table) => ne(table.bookId, 3n) } }),
      ],
    })
    for (const [table, keys, survivor] of [
      ['authors', ['1', '2'], '1'],
      ['books', ['1', '3'], '3'],
    ] as const)
      await expect(post(fixed, table, merge(keys, { '~step': 'review', '~survivor': survivor }))).rejects.toMatchObject(
        { code: 'FORBIDDEN' },
      )
    expect(await contents(client)).toEqual(before)
  })
})

describe('a merge where deletes mark rows', () => {
  test('marks the others, which keep their unique values, and can be undone', async ({ as, client }) => {
    await client`update authors set born = null`
    const ctx = as({ admins: [defineAdmin(authors, { softDelete: 'born' })] })
    const inputs = { '~step': 'review', '~survivor': '1' }
    expect(await asked(ctx, 'authors', merge(['1', '2'], { ...inputs, '~from.email': '2' }))).toMatchObject({
      kind: 'merge',
      notice: expect.stringContaining('keep their unique values'),
    })
    await carried(ctx, 'authors', merge(['1', '2'], inputs))
    expect(await client`select id from authors where born is not null`).toEqual([{ id: 2 }])
    expect(await client`select distinct author_id from books where author_id is not null`).toEqual([{ author_id: 1 }])
    // For good would be another thing than what the page says.
    await expect(post(ctx, 'authors', merge(['1', '2'], inputs))).rejects.toMatchObject({ code: 'INVALID' })

    const undo = { ...ctx, requestId: 'undo-1' }
    const { seal } = await rehearseUndo(undo, 'merge-1')
    await carryOutUndo(undo, { source: 'merge-1', seal })
    expect(await client`select 1 from authors where born is null`).toHaveLength(2)
    expect((await client`select author_id from books order by id`).map((row) => row.author_id)).toEqual([1, 1, 2, null])
  })

  test('needs the permission to remove what cannot be moved for good', async ({ as, client }) => {
    await client`insert into loans (book_id, copy) values (3, 'a/1')`
    const admins = [defineAdmin(loans, { softDelete: 'due' })]
    const verbs = ['view', 'add', 'change', 'delete']
    const grants = ['books', 'loans', 'book_tags'].flatMap((table) => verbs.map((verb) => `${table}.${verb}`))
    const entries = merge(['1', '3'], { '~step': 'review', '~survivor': '3', '~clash': 'delete' })
    await expect(post(as({ admins, grants }), 'books', entries)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('for good'),
    })
    expect(await asked(as({ admins, grants: [...grants, 'loans.purge'] }), 'books', entries)).toMatchObject({
      kind: 'plan',
    })
  })
})
