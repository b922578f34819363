import { describe, expect } from 'vitest'
import { isNotNull, sql } from 'drizzle-orm'
import { changeRecord } from '@/admin/server'
import { defineAdmin, defineInline } from '@/admin'
import { openRecord as open, refusal, saveRecord as save, type Typed, withBooks } from '../../testing/kit/inlines'
import { books, branches, members } from '../../testing/kit/library'
import { postOf } from '../../testing/kit/posts'
import { adminOf, test } from '../../testing/kit/site-test'
import type { AdminContext } from '../../site/context'

describe('what a form may not do with rows', () => {
  const forged = async (ctx: AdminContext, typed: Typed, [path, key] = ['branches', '1']) => {
    const page = await open(ctx, path, key)
    const form = postOf({ ...page, inlines: [] }, typed)
    return changeRecord(ctx, adminOf(ctx, path), { key, form })
  }
  const row = (version: string, rest: Typed): Typed => ({ 'books.0.~version': version, 'books.0.~base': '{}', ...rest })

  test('SEC-092: rows of another parent, unsound keys, unknown inlines and odd indexes change nothing', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: withBooks })
    const [before] = await client`select xmin::text as version from books where id = 3`
    const other = await refusal(
      forged(ctx, row(String(before?.version), { 'books.0.~key': '3', 'books.0.title': 'Mine' })),
    )
    expect(other.fields['books.0']).toContain('no longer here')
    const unsound = await refusal(forged(ctx, row('1', { 'books.0.~key': 'x', 'books.0.title': 'Mine' })))
    expect(unsound.fields['books.0']).toContain('no longer here')
    for (const name of ['members.0.name', 'books.__proto__.id', 'books.x.title', 'books.0', 'books.-1.title'])
      expect((await refusal(forged(ctx, { [name]: 'x' }))).message).toMatch(/no rows named/u)
    expect(await client`select title from books where title = 'Mine'`).toEqual([])
  })

  test('SEC-092: the same row twice, a thousand blank rows and a row moved to another parent', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: withBooks })
    const page = await open(ctx, 'branches', '1')
    const first = page.inlines[0]?.rows[0]
    const again = {
      'books.7.~key': first?.key ?? '',
      'books.7.~version': first?.version ?? '',
      'books.7.~base': first?.base ?? '',
      'books.7.title': 'Twice',
    }
    const form = postOf({ ...page, inlines: [] }, { ...again, ...renamed(again, 'books.7', 'books.8') })
    const twice = await refusal(changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form }))
    expect(twice.fields).toMatchObject({ 'books.7': expect.stringContaining('twice') as string })

    const blank = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`books.${index + 10}.title`, ''] as const),
    )
    expect(await forged(ctx, blank)).toMatchObject({ changed: false })
    await forged(ctx, renamed({ ...again, 'books.7.branch_id': '2' }, 'books.7', 'books.0'))
    expect(await client`select branch_id, title from books where id = 1`).toEqual([{ branch_id: 1, title: 'Twice' }])
  })

  test('DJ-200: rows that may only be viewed are unchanged, whatever is posted', async ({ as, client }) => {
    const ctx = as({ admins: withBooks, grants: ['branches.change', 'books.view', 'loans.view'] })
    const page = await open(ctx, 'branches', '1')
    expect(page.inlines[0]).toMatchObject({ blank: null })
    expect(
      page.inlines[0]?.rows.every(({ canDelete, fields }) => !canDelete && fields.every((f) => f.meta.readOnly)),
    ).toBe(true)
    const typed = { name: 'Renamed', 'books.0.title': 'Mine', 'books.1.~delete': '1', 'books.5.title': 'New' }
    await changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form: postOf(page, typed) })

    expect(await client`select title from books where branch_id = 1 order by id`).toEqual([
      { title: 'Engines' },
      { title: 'Numbers' },
    ])
    expect(await client`select name from branches where id = 1`).toEqual([{ name: 'Renamed' }])
  })

  test('DJ-197 DJ-198: a user who may only add sees no rows, and one who may only change gets no blank row and no removal', async ({
    as,
  }) => {
    const adding = await open(as({ admins: withBooks, grants: ['branches.change', 'books.add'] }), 'branches', '1')
    expect(adding.inlines[0]).toMatchObject({ rows: [], count: 0 })
    expect(adding.inlines[0]?.blank).not.toBeNull()

    const changing = await open(as({ admins: withBooks, grants: ['branches.change', 'books.change'] }), 'branches', '1')
    expect(changing.inlines[0]).toMatchObject({ blank: null, count: 2 })
    expect(changing.inlines[0]?.rows.map(({ canDelete }) => canDelete)).toEqual([false, false])

    const none = await open(as({ admins: withBooks, grants: ['branches.change'] }), 'branches', '1')
    expect(none.inlines).toEqual([])
  })

  test('DJ-201: a removal is ignored without the right to delete, and done with it', async ({ as, client }) => {
    const count = async () => (await client`select 1 from books where branch_id = 1`).length
    const granted = (...rights: string[]) =>
      as({ admins: withBooks, grants: ['branches.change', 'books.change', 'loans.view', 'loans.delete', ...rights] })
    const typed = { 'books.1.~delete': '1', 'books.0.title': 'Motors' }
    await save(granted(), ['branches', '1'], typed)
    expect(await client`select title from books where branch_id = 1 order by id`).toEqual([
      { title: 'Motors' },
      { title: 'Numbers' },
    ])
    await save(granted('books.delete'), ['branches', '1'], typed)
    expect(await count()).toBe(1)
  })

  test('DJ-202: a user who may not change the parent sees its rows as text', async ({ as }) => {
    const grants = ['branches.view', 'books.view', 'books.add', 'books.change', 'books.delete']
    const ctx = as({ admins: withBooks, grants })
    const page = await open(ctx, 'branches', '1')

    expect(page.mode).toBe('view')
    expect(page.inlines[0]).toMatchObject({ blank: null, count: 2 })
    const error = await refusal(save(ctx, ['branches', '1'], { 'books.0.title': 'Mine' }))
    expect(error.code).toBe('FORBIDDEN')
  })

  test('rules of rows and columns hold for each row', async ({ as, client }) => {
    const admins = [
      ...withBooks,
      defineAdmin(books, {
        permissions: {
          change: (_, table) => isNotNull(table.subtitle),
          delete: (_, table) => sql`${table.copies} > 5`,
          fields: { isbn: { view: () => false }, copies: { change: () => false } },
        },
      }),
    ]
    const ctx = as({ admins })
    const page = await open(ctx, 'branches', '1')
    expect(page.inlines[0]?.columns.map(({ name }) => name)).toEqual(['title', 'copies', 'is_rare', 'access_token'])
    const typed = { 'books.0.title': 'Mine', 'books.1.title': 'Yours', 'books.1.copies': '9', 'books.1.~delete': '1' }
    await changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form: postOf(page, typed) })

    expect(await client`select title, copies from books where branch_id = 1 order by id`).toEqual([
      { title: 'Engines', copies: 1 },
      { title: 'Yours', copies: 1 },
    ])
  })

  test('an actor who may not view the reference sees no rows by it, and changes none', async ({ as, client }) => {
    const hidden = defineAdmin(books, { permissions: { fields: { branchId: { view: (actor) => actor.isSuperuser } } } })
    const admins = [...withBooks, hidden]
    const ctx = as({ admins, grants: ['branches.change', 'books.view', 'books.change', 'books.add', 'books.delete'] })
    const page = await open(ctx, 'branches', '1')
    expect(page.inlines).toEqual([])

    const known = await open(as({ admins }), 'branches', '1')
    const form = postOf(known, { 'books.0.title': 'Mine' })
    const error = await refusal(changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form }))
    expect(error.message).toMatch(/no rows named/u)
    expect(await client`select title from books where id = 1`).toEqual([{ title: 'Engines' }])
  })

  test('DJ-204: a row with dependants is not removed, and they are named', async ({ as, client }) => {
    const admins = [defineAdmin(branches, { form: { inlines: [defineInline(members)] } })]
    await client`alter table loans drop constraint loans_member_id_fkey, add foreign key (member_id) references members on delete restrict`
    try {
      const error = await refusal(save(as({ admins }), ['branches', '1'], { 'members.0.~delete': '1', name: 'Other' }))
      expect(error.fields['members.0']).toMatch(/1 loan still refers to this/iu)
      expect(await client`select name from members where branch_id = 1`).toEqual([{ name: 'Mia' }])
      expect(await client`select name from branches where id = 1`).toEqual([{ name: 'North' }])
    } finally {
      await client`alter table loans drop constraint loans_member_id_fkey, add foreign key (member_id) references members on delete set null`
    }
  })

  test('removals that would delete rows which the form does not show are refused; those of an inline in it go along', async ({
    as,
    client,
  }) => {
    const bare = [defineAdmin(branches, { form: { inlines: [defineInline(books, { columns: ['title'] })] } })]
    const error = await refusal(save(as({ admins: bare }), ['branches', '1'], { 'books.0.~delete': '1' }))
    expect(error.fields['books.0']).toMatch(/^This deletes 1 book, 2 book tags and 2 loans.*Delete it on its own page/u)
    expect(await client`select count(*)::int from loans where book_id = 1`).toEqual([{ count: 2 }])

    await save(as({ admins: withBooks }), ['branches', '1'], { 'books.0.~delete': '1' })
    expect(await client`select count(*)::int from loans where book_id = 1`).toEqual([{ count: 0 }])
  })

  test('DJ-192: fewest and most rows hold, also where they depend on the parent', async ({ as, client }) => {
    const admins = [
      defineAdmin(branches, {
        form: {
          inlines: [
            defineInline(books, {
              columns: ['title'],
              min: 1,
              max: ({ record }) => (record?.name === 'North' ? 3 : 2),
              extra: 5,
            }),
          ],
        },
      }),
    ]
    const ctx = as({ admins })
    expect((await open(ctx, 'branches', '1')).inlines[0]).toMatchObject({ max: 3, min: 1, extra: 1 })
    const many = await refusal(save(ctx, ['branches', '1'], { 'books.5.title': 'A', 'books.6.title': 'B' }))
    expect(many.fields.books).toBe('At most 3 books are allowed; with these there would be 4.')
    const few = await refusal(save(ctx, ['branches', '1'], { 'books.0.~delete': '1', 'books.1.~delete': '1' }))
    expect(few.fields.books).toBe('At least 1 book is needed; this leaves 0.')
    await save(ctx, ['branches', '1'], { 'books.1.~delete': '1', 'books.7.title': 'A', 'books.8.title': 'B' })
    expect(await client`select title from books where branch_id = 1 order by id`).toHaveLength(3)
  })
})

const renamed = (typed: Typed, from: string, to: string): Typed =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name.replace(from, to), text]))
