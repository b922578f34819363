import { sql } from 'drizzle-orm'
import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { defineAdmin, defineInline, defineSite, type AdminDeclaration } from '@/admin'
import { makeActor } from '../accounts/actor'
import { mayAct } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Site } from '../site/site'
import { authors, books, bookTags, branches, librarySchema, loans, members, notices } from '../testing/kit/library'
import { checkDeclarations } from './declarations'
import type { Problem } from './problem'

const check = (...admins: AdminDeclaration[]) =>
  checkDeclarations(defineSite({ title: 'Tests', schema: librarySchema, admins }))
const lines = (problems: readonly Problem[]) =>
  problems.map(({ id, where, message, hint }) => `${id} ${where} ${message} ${hint}`)
// The compiler rejects these values, but untyped code can pass them.
const wrong = (name: string) => name as never
const superuser = makeActor({ id: '1', email: 'a@example.org', isSuperuser: true, groups: [], grants: [] })
function mayView(site: Site, path: string): boolean {
  const admin = site.byPath(path)
  // Only the actor is read here.
  return admin !== undefined && mayAct({ actor: superuser, site } as AdminContext, admin, 'view')
}

test('declarations without mistakes have none', () => {
  const declared = defineAdmin(books, {
    list: { columns: ['title', 'writer.name'], filters: ['writer.name'], sort: ['-addedAt'], search: ['^title'] },
  })

  expect(lines(check(declared))).toEqual([])
})

test('DJ-271: a name that is not a column is reported with its location and the closest column', () => {
  const problems = check(
    defineAdmin(books, {
      label: wrong('titel'),
      list: {
        columns: ['id', 'writer.nmae', wrong('titel')],
        filters: ['writer.nmae'],
        search: ['^nothing.at.all'],
        sort: ['-price', wrong('-cpies')],
      },
      form: { sections: [{ fields: ['title', wrong('autor')] }], readOnly: [wrong('writer.name')] },
      permissions: { fields: { [wrong('salary')]: { view: () => true } } },
    }),
  ).filter(({ level }) => level === 'error')

  expect(problems.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.E010 books: list.columns[1]',
    'brolly.E010 books: list.columns[2]',
    'brolly.E010 books: list.search',
    'brolly.E010 books: list.sort[1]',
    'brolly.E010 books: list.filters',
    'brolly.E010 books: form.sections[0].fields[1]',
    'brolly.E010 books: form.readOnly',
    'brolly.E010 books: permissions.fields',
    'brolly.E010 books: label',
  ])
  expect(problems[1]).toMatchObject({
    message: "is 'titel', which is not a column of 'books'.",
    hint: "Did you mean 'title'?",
  })
})

test('a table declared twice is closed to all users, superusers included, and reported', () => {
  const open = defineAdmin(books, { singular: 'book' })
  const ruled = defineAdmin(books, { permissions: { view: (actor) => actor.in('editors') } })
  for (const admins of [
    [open, ruled],
    [ruled, open],
    [open, open],
  ]) {
    const site = defineSite({ title: 'Tests', schema: librarySchema, admins })

    expect(checkDeclarations(site).map(({ id, where }) => `${id} ${where}`)).toEqual([
      'brolly.E004 admin.config.ts: admins[0], admins[1]',
    ])
    expect(mayView(site, 'books')).toBe(false)
    expect(mayView(site, 'authors')).toBe(true)
  }
})

test('two exports of one name are closed to everybody too', () => {
  const other = pgTable('books', { id: integer('id').primaryKey() })
  const site = defineSite({ title: 'Tests', schema: { ...librarySchema, other } })

  expect(mayView(site, 'books')).toBe(false)
})

test('contradictory, ignored and unusable options are reported with their location', () => {
  const ignored = { colums: ['title'] }
  const problems = check(
    defineAdmin(books, {
      plural: ' ',
      personal: { id: 'number', isbn: wrong('code') },
      labels: { [wrong('titel')]: 'Title' },
      help: { [wrong('nothingLikeIt')]: 'Help' },
      list: {
        ...ignored,
        columns: ['title', { id: 'isbn', label: '', value: (t) => sql`${t.id}`, reads: [wrong('isbm')] }],
        sort: ['title', '-title', 'accessToken', 'writer.name'],
        search: ['title', '^title', 'accessToken'],
        filters: [
          'status',
          'status',
          wrong('writer'),
          'authorId',
          'accessToken',
          { id: 'isbn', label: '', reads: [wrong('isbm')], where: () => true },
        ],
        pageSize: 99_999,
      },
      form: {
        sections: [
          { fields: ['title', 'authorId'] },
          { label: 'Twice', fields: [wrong('writer'), 'title'] },
          { fields: [] },
        ],
        optional: ['copies'],
      },
    }),
  ).filter(({ level }) => level === 'error')

  expect(problems.map(({ id, where }) => `${id} ${where}`).toSorted()).toEqual([
    'brolly.E010 books: help',
    'brolly.E010 books: labels',
    'brolly.E010 books: list.columns[1].reads',
    "brolly.E010 books: list.filters 'isbn'.reads",
    'brolly.E011 books: form.sections[1].fields[0]',
    'brolly.E011 books: form.sections[1].fields[1]',
    'brolly.E011 books: list.filters[1]',
    'brolly.E011 books: list.filters[3]',
    'brolly.E011 books: list.search[1]',
    'brolly.E011 books: list.sort[1]',
    'brolly.E012 books: list.columns[1].id',
    'brolly.E012 books: list.filters',
    'brolly.E013 books: list.colums',
    'brolly.E014 books: list.pageSize',
    'brolly.E015 books: form.optional[0]',
    'brolly.E015 books: list.filters[4]',
    'brolly.E015 books: list.search[2]',
    'brolly.E015 books: list.sort[2]',
    'brolly.E015 books: personal.id',
    'brolly.E015 books: personal.isbn',
    'brolly.E016 books: form.sections[2].fields',
    'brolly.E016 books: list.columns[1].label',
    'brolly.E016 books: plural',
  ])
})

test('a column without an order cannot be sorted by', () => {
  const events = pgTable('events', { id: integer('id').primaryKey(), data: jsonb('data') })
  const site = defineSite({
    title: 'Tests',
    schema: { events },
    admins: [defineAdmin(events, { list: { sort: ['-data'] } })],
  })

  expect(lines(checkDeclarations(site))).toEqual([
    "brolly.E015 events: list.sort[0] '-data' is jsonb and cannot be sorted. Remove it, or use another column.",
  ])
})

test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1001, wrong('50')])(
  'a page of %s rows is refused',
  (pageSize) => {
    expect(lines(check(defineAdmin(books, { list: { pageSize } })))).toHaveLength(1)
  },
)

test('functions that throw are reported one by one, and do not stop the check', () => {
  const fail = (): never => {
    throw new Error('unthinkable')
  }
  const problems = check(
    defineAdmin(loans, { permissions: { via: 'book' } }),
    defineAdmin(bookTags, { permissions: { via: 'book' } }),
    defineAdmin(books, {
      label: fail,
      list: { columns: ['title', { id: 'worth', label: 'Worth', value: fail, reads: [] }] },
      form: { sections: ({ record }) => [{ fields: record?.status === 'lost' ? ['title'] : fail() }], readOnly: fail },
      permissions: { view: () => false, change: fail, fields: { price: { view: fail } } },
    }),
  )

  expect(problems.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.E017 books: label',
    'brolly.E017 books: list.columns[1].value',
    'brolly.E017 books: form.sections',
    'brolly.E017 books: form.readOnly',
    'brolly.E017 books: permissions.change',
    'brolly.E017 books: permissions.fields.price.view',
  ])
  expect(problems[0]?.message).toContain('unthinkable')
})

test('DJ-272 DJ-275 DJ-277: duplicates, taken names, and names that the site does not have', () => {
  const action = { name: 'publish', label: 'Publish', run: async () => '' }
  const stray = pgTable('strays', { id: integer('id').primaryKey(), name: text('name') })
  const problems = check(
    defineAdmin(stray),
    defineAdmin(books, {
      list: { columns: ['title', 'title'] },
      actions: [action, action, { ...action, name: 'change' }],
    }),
    defineAdmin(notices),
  ).filter(({ level }) => level === 'error')
  const twice = checkDeclarations(
    defineSite({ title: 'Tests', schema: { a: books, b: pgTable('books', { id: integer('id').primaryKey() }) } }),
  )

  expect(problems.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'brolly.E001 admins[0]',
    'brolly.E011 books: list.columns[1]',
    'brolly.E011 books: actions[1]',
    'brolly.E012 books: actions',
  ])
  expect(twice).toMatchObject([{ id: 'brolly.E002', where: 'books' }])
})

test('inlines whose table does not refer to the record, or with names and numbers that do not exist', () => {
  const problems = check(
    defineAdmin(branches, {
      form: {
        inlines: [
          defineInline(loans),
          defineInline(books, { via: wrong('place') }),
          defineInline(books, {
            columns: ['titel' as 'title'],
            orderBy: ['-nothing' as '-title'],
            sortable: wrong('rank'),
            min: 3,
            max: 2,
            pageSize: 0,
            [wrong('extras')]: 1,
            inlines: [defineInline(loans, { inlines: [] }), defineInline(members)],
          }),
          defineInline(members, { sortable: wrong('name') }),
          defineInline(members),
        ],
      },
    }),
  )

  expect(lines(problems)).toEqual([
    "brolly.E013 branches: form.inlines[2].extras is not an option and is ignored. Did you mean 'extra'?",
    "brolly.E031 branches: form.inlines[0] 'loans' does not refer to 'branches'. Use a table with a foreign key to this one.",
    "brolly.E031 branches: form.inlines[1] no relation 'place' of 'books' refers to 'branches'. Set 'via' to one of: branch.",
    "brolly.E010 branches: form.inlines[2].columns is 'titel', which is not a column of 'books'. Did you mean 'title'?",
    expect.stringContaining("brolly.E010 branches: form.inlines[2].orderBy is 'nothing'"),
    expect.stringContaining("brolly.E010 branches: form.inlines[2].sortable is 'rank'"),
    'brolly.E014 branches: form.inlines[2].max is 2. Use a whole number of at least 3.',
    'brolly.E014 branches: form.inlines[2].pageSize is 0. Use a whole number from 1 to 200.',
    'brolly.E031 branches: form.inlines[2].inlines[0] has inlines of its own, which are ignored. Inlines are nested one level deep.',
    "brolly.E031 branches: form.inlines[2].inlines[1] 'members' does not refer to 'books'. Use a table with a foreign key to this one.",
    "brolly.E015 branches: form.inlines[3].sortable 'name' is text and cannot hold a position. Use a column of whole numbers.",
    'brolly.E011 branches: form.inlines[4] is declared twice. Remove one of them.',
  ])
})

test('neighbours that do not refer to the table, or not by this column, are reported with those that do', () => {
  const problems = check(
    defineAdmin(authors, {
      record: {
        neighbours: [
          'book',
          'loans',
          { of: loans },
          { of: books, via: 'editor' },
          { of: books, columns: ['titel' as 'title', 'branch.name'], limit: 0 },
          'books.writer',
          { of: notices, on: { text: wrong('nmae'), [wrong('at')]: 'id' } },
          '*',
          '*',
        ],
      },
    }),
    defineAdmin(books, {
      record: {
        neighbours: [{ of: loans, [wrong('colums')]: ['due'] }, { of: notices, on: { text: 'isbn' } }, 'book_tags'],
      },
    }),
  )

  expect(lines(problems)).toEqual([
    "brolly.E030 authors: record.neighbours[0] 'book' does not refer to 'authors'. Did you mean 'books'?",
    "brolly.E030 authors: record.neighbours[1] 'loans' does not refer to 'authors'. What refers to it: books.",
    "brolly.E030 authors: record.neighbours[2] no key of 'loans' refers to 'authors'. What refers to it: books. Name the columns with 'on'.",
    "brolly.E030 authors: record.neighbours[3] no relation 'editor' of 'books' refers to 'authors'. What refers to it: books. Name the columns with 'on'.",
    "brolly.E010 authors: record.neighbours[4].columns[0] is 'titel', which is not a column of 'books'. Did you mean 'title'?",
    'brolly.E014 authors: record.neighbours[4].limit is 0. Use a whole number from 1 to 50.',
    "brolly.E030 authors: record.neighbours[6] no key of 'notices' refers to 'authors'. What refers to it: books. Name the columns with 'on'.",
    "brolly.E010 authors: record.neighbours[6].on[1] is 'at', which is not a column of 'notices'. Its columns are text, pinned.",
    "brolly.E010 authors: record.neighbours[6].on[0] is 'nmae', which is not a column of 'authors'. Did you mean 'name'?",
    "brolly.E011 authors: record.neighbours[5] 'books' is listed twice. Remove one of them.",
    "brolly.E011 authors: record.neighbours[8] '*' is listed twice. Remove one of them.",
    "brolly.E013 books: record.neighbours[0].colums is not an option and is ignored. Did you mean 'columns'?",
  ])
})
