import { ne } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { changePage, changeRecord } from '@/admin/server'
import { defineAdmin, defineInline } from '@/admin'
import { openRecord as open, refusal, saveRecord as save, withBooks } from '../../testing/kit/inlines'
import { bookTags, books, branches, members, tags } from '../../testing/kit/library'
import { postOf } from '../../testing/kit/posts'
import { adminOf, test } from '../../testing/kit/site-test'

const mia = '00000000-0000-4000-8000-000000000001'

describe('many rows', () => {
  const paged = [
    defineAdmin(branches, { form: { inlines: [defineInline(books, { columns: ['title'], pageSize: 20 })] } }),
  ]

  test('are paged, and only the page’s rows are read', async ({ as, client }) => {
    await client`insert into books (title, branch_id, slug) select 'Book ' || n, 1, n::text from generate_series(1, 1500) n`
    const ctx = as({ admins: paged })
    const page = await changePage(ctx, adminOf(ctx, 'branches'), {
      key: '1',
      list: 'q=x',
      parameters: [
        ['list', 'q=x'],
        ['books.page', '2'],
      ],
    })

    expect(page.inlines[0]?.rows).toHaveLength(20)
    expect(page.inlines[0]).toMatchObject({
      count: 1001,
      listHref: '/admin/books?branch_id.eq=1',
      pages: {
        page: 2,
        first: 21,
        last: 40,
        previousHref: '/admin/branches/1?list=q%3Dx&books.page=1',
        nextHref: '/admin/branches/1?list=q%3Dx&books.page=3',
      },
    })
    const form = postOf(page, { 'books.0.title': 'Changed', 'books.30.title': 'Added on page two' })
    await changeRecord(ctx, adminOf(ctx, 'branches'), { key: '1', form })
    expect(await client`select title from books where title in ('Changed', 'Added on page two')`).toHaveLength(2)
  })

  test('rows keep a position, and new ones come last', async ({ as, client }) => {
    const admins = [
      defineAdmin(branches, { form: { inlines: [defineInline(books, { columns: ['title'], sortable: 'copies' })] } }),
    ]
    await client`update books set copies = id`
    const ctx = as({ admins })
    expect((await open(ctx, 'branches', '1')).inlines[0]).toMatchObject({ position: 'copies' })
    await save(ctx, ['branches', '1'], {
      'books.0.copies': '2',
      'books.1.copies': '1',
      'books.5.title': 'Third',
      'books.6.title': 'Fourth',
    })

    expect((await open(ctx, 'branches', '1')).inlines[0]?.rows.map(({ title }) => title)).toEqual([
      'Numbers',
      'Engines',
      'Third',
      'Fourth',
    ])
  })
})

test('several references from one table have inlines of their own names', async ({ as, client }) => {
  const admins = [
    defineAdmin(members, { form: { inlines: [defineInline(members, { via: 'broughtBy', columns: ['name'] })] } }),
    defineAdmin(tags, { form: { inlines: [defineInline(bookTags)] } }),
  ]
  const ctx = as({ admins })
  const page = await open(ctx, 'members', mia)
  expect(page.inlines[0]).toMatchObject({ name: 'members', rows: [{ title: 'Noor' }] })

  // A join table: its rows are added and removed, never changed.
  await save(ctx, ['tags', 'sci'], { 'book_tags.0.~delete': '1', 'book_tags.9.book_id': '4' })
  expect(await client`select book_id::text as id from book_tags where tag_code = 'sci' order by 1`).toEqual([
    { id: '3' },
    { id: '4' },
  ])
})

test('each row has the first page of its own rows, with their number', async ({ as, client }) => {
  await client`insert into loans (book_id, copy) select 2, n::text from generate_series(1, 1200) n`
  await client`insert into loans (book_id, copy) select 1, n::text from generate_series(1, 2) n`
  const { inlines } = await open(as({ admins: withBooks }), 'branches', '1')

  const below = inlines[0]?.rows.map(({ inlines: [nested] }) => [
    nested?.count,
    nested?.rows.map(({ key }) => key),
    nested?.listHref,
  ])
  expect(below).toEqual([
    [4, ['1,~', '1,1', '1,2'], '/admin/loans?book_id.eq=1'],
    [1001, ['2,1', '2,10', '2,100'], '/admin/loans?book_id.eq=2'],
  ])
})

test('a new row’s position does not reveal rows that the actor may not view', async ({ as, client }) => {
  await client`update books set copies = 900 where id = 2`
  const admins = [
    defineAdmin(branches, { form: { inlines: [defineInline(books, { columns: ['title'], sortable: 'copies' })] } }),
    defineAdmin(books, { permissions: { view: (_, table) => ne(table.id, 2n) } }),
  ]
  await save(as({ admins }), ['branches', '1'], { 'books.7.title': 'Last' })

  expect(await client`select copies from books where title = 'Last'`).toEqual([{ copies: 2 }])
})

test('a change that a trigger makes to the rows meanwhile does not prevent their own', async ({ as, client }) => {
  await client.unsafe(`
    create function touch_books() returns trigger language plpgsql as
      'begin update books set notes = ''touched'' where branch_id = new.id; return new; end';
    create trigger touch_books after update on branches for each row execute function touch_books()`)
  try {
    await save(as({ admins: withBooks }), ['branches', '1'], { name: 'Renamed', 'books.0.copies': '7' })

    expect(await client`select copies, notes from books where id = 1`).toEqual([{ copies: 7, notes: 'touched' }])
  } finally {
    await client.unsafe('drop function touch_books() cascade')
  }
})

test('an exchange that a constraint forbids in between is refused with a message', async ({ as, client }) => {
  await client`alter table books add constraint short_isbn check (isbn is not null)  not valid`
  try {
    const error = await refusal(
      save(as({ admins: withBooks }), ['branches', '1'], { 'books.0.isbn': '222', 'books.1.isbn': '111' }),
    )
    expect(error.fields['books.0']).toMatch(/swap a unique value/u)
    expect(await client`select isbn from books where branch_id = 1 order by id`).toEqual([
      { isbn: '111' },
      { isbn: '222' },
    ])
  } finally {
    await client`alter table books drop constraint short_isbn`
  }
})

test('a new row is added even if its token is too long to be remembered', async ({ as, client }) => {
  await save(as({ admins: withBooks }), ['branches', '1'], {
    'books.7.title': 'Long token',
    'books.7.~token': 'x'.repeat(2000),
    'books.8.title': 'Short token',
    'books.8.~token': 'x',
  })

  expect(await client`select title from books where title like '% token' order by title`).toEqual([
    { title: 'Long token' },
    { title: 'Short token' },
  ])
})
