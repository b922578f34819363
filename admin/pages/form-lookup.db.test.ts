import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, vi } from 'vitest'
import {
  addRecord,
  changePage,
  changeRecord,
  checkDatabase,
  type FormLookupRequest,
  formLookup,
  listPage,
  postedForm,
  typedValuesOf,
} from '@/admin/server'
import { defineAdmin, defineInline } from '@/admin'
import { authors, books, bookTags, loans, members, tags } from '../testing/kit/library'
import { refusal, saveRecord } from '../testing/kit/inlines'
import { fieldsOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

/** Only authors with an address or without a date of birth. The OR must not weaken other conditions. */
const limited = defineAdmin(books, {
  form: {
    fields: {
      authorId: { of: authors, where: (_, table) => sql`${table.email} is not null or ${table.born} is null` },
    },
  },
})
/** A member's branch decides who can have brought the member. */
const chained = defineAdmin(members, {
  form: {
    fields: {
      broughtBy: {
        of: members,
        where: ({ values }, table) => values.branchId !== null && eq(table.branchId, Number(values.branchId)),
      },
    },
  },
})

type Question = Partial<FormLookupRequest> & { table: string; column: string }

const ask = async (ctx: AdminContext, { table, ...question }: Question) =>
  formLookup(ctx, adminOf(ctx, table), { search: '', siblings: new Map(), row: null, typed: new Map(), ...question })
const labels = async (ctx: AdminContext, question: Question) =>
  (await ask(ctx, question)).options.map(({ label }) => label)

const form = (entries: Record<string, string>) => postedForm(Object.entries(entries))
const mia = '00000000-0000-4000-8000-000000000001'
const noor = '00000000-0000-4000-8000-000000000002'
const version = async (ctx: AdminContext, table: string, key: string) =>
  (await changePage(ctx, adminOf(ctx, table), { key, list: '' })).version

describe('limited options', () => {
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
  afterEach(() => void vi.restoreAllMocks())

  test('F302 are what a picker offers, and what a save accepts', async ({ as, client }) => {
    await client`insert into authors (name, born) values ('Cy Dole', '1900-01-01')`
    const ctx = as({ admins: [limited] })
    const add = (author: string) =>
      addRecord(ctx, adminOf(ctx, 'books'), form({ title: 'New', slug: 'new', author_id: author }))

    expect(await labels(ctx, { table: 'books', column: 'author_id' })).toEqual(['Bo Chen', 'Ada Byron'])
    expect(await labels(ctx, { table: 'books', column: 'author_id', search: 'cy' })).toEqual([])
    expect(await labels(ctx, { table: 'books', column: 'author_id', search: '3' })).toEqual([])
    await expect(add('3')).rejects.toMatchObject({
      fields: { author_id: 'This author is not available. Choose another one.' },
    })
    await add('1')
  })

  test('a choice that was stored before may stay; choosing it again is refused', async ({ as, client }) => {
    await client`update authors set email = null where id = 1`
    const ctx = as({ admins: [limited] })
    const change = async (key: string, entries: Record<string, string>) =>
      changeRecord(ctx, adminOf(ctx, 'books'), {
        key,
        form: form({ '~version': await version(ctx, 'books', key), ...entries }),
      })

    await change('1', { title: 'Other', author_id: '1' })
    await expect(change('3', { author_id: '1' })).rejects.toMatchObject({
      fields: { author_id: expect.stringContaining('not available') },
    })
    expect((await ask(ctx, { table: 'books', column: 'author_id', value: '1' })).options).toEqual([
      { value: '1', label: 'Ada Byron', key: '1', unavailable: true },
    ])
  })

  test('that depend on another field follow its value in the form', async ({ as }) => {
    const ctx = as({ admins: [chained] })
    const question = { table: 'members', column: 'brought_by' }
    const typed = (branch: string) => new Map([['branch_id', branch]])

    expect(await labels(ctx, question)).toEqual([])
    expect(await labels(ctx, { ...question, row: noor })).toEqual(['Noor'])
    expect(await labels(ctx, { ...question, row: noor, typed: typed('1') })).toEqual(['Mia'])
    expect(await labels(ctx, { ...question, typed: typed('2') })).toEqual(['Noor'])
    expect(await labels(ctx, { ...question, row: noor, typed: typed('x') })).toEqual([])
    expect((await ask(ctx, question)).follows).toEqual(['branch_id'])
    const page = await changePage(ctx, adminOf(ctx, 'members'), { key: noor, list: '' })
    const field = page.sections[0]?.fields.find(({ meta }) => meta.name === 'brought_by')
    expect(field?.meta.relation).toMatchObject({
      follows: ['branch_id'],
      lookup: expect.stringContaining(`&row=${noor}`),
    })
  })

  test('an unchanged choice is checked again if a value changes on which it depends', async ({ as, client }) => {
    await client`update members set branch_id = 1 where id = ${noor}`
    const ctx = as({ admins: [chained] })
    const change = async (entries: Record<string, string>) =>
      changeRecord(ctx, adminOf(ctx, 'members'), {
        key: noor,
        form: form({ '~version': await version(ctx, 'members', noor), ...entries }),
      })

    await expect(change({ branch_id: '2', brought_by: mia })).rejects.toMatchObject({
      fields: { brought_by: 'This member is not available. Choose another one.' },
    })
    await change({ branch_id: '1', brought_by: mia, name: 'Noor B' })
    await change({ branch_id: '2', brought_by: '' })
  })

  test('F302 in an inline limit its rows: what the picker offers, and what a save accepts', async ({ as, client }) => {
    const lent = defineInline(loans, {
      fields: { member: { of: members, where: ({ values }, t) => values.bookId !== null && eq(t.branchId, 2) } },
    })
    const ctx = as({ admins: [defineAdmin(books, { form: { inlines: [lent] } })] })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })
    const member = page.inlines[0]?.blank?.fields.find(({ meta }) => meta.name === 'member_id')
    const asked = new URL(member?.meta.relation?.lookup ?? '', 'http://x').searchParams
    expect(asked.get('inline')).toBe('books,loans')
    const question = { table: 'loans', column: 'member_id', typed: typedValuesOf(asked) }

    expect(await labels(ctx, { ...question, inline: 'books,loans', parent: '1' })).toEqual(['Noor'])
    expect(await labels(ctx, question)).toEqual(['Noor', 'Mia'])
    expect((await refusal(ask(ctx, { ...question, inline: 'books,tags' }))).code).toBe('NOT_FOUND')
    const refused = await refusal(saveRecord(ctx, ['books', '1'], { 'loans.7.copy': 'z', 'loans.7.member_id': mia }))
    expect(refused.fields).toEqual({ 'loans.7.member_id': 'This member is not available. Choose another one.' })
    await saveRecord(ctx, ['books', '1'], { 'loans.7.copy': 'z', 'loans.7.member_id': noor })
    expect(await client`select member_id from loans where copy = 'z'`).toEqual([{ member_id: noor }])
  })

  test('values that the actor may not write do not count, nor does a row that the actor may not view', async ({
    as,
  }) => {
    const admins = [
      defineAdmin(members, {
        form: chained.options.form as object,
        permissions: { view: (_, t) => eq(t.branchId, 2), fields: { branchId: { change: () => false } } },
      }),
    ]
    const ctx = as({ admins })
    const question = { table: 'members', column: 'brought_by', typed: new Map([['branch_id', '1']]) }

    expect(await labels(ctx, { ...question, row: noor })).toEqual(['Noor'])
    expect(await labels(ctx, question)).toEqual([])
    await expect(ask(ctx, { ...question, row: mia })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  const failing: [how: string, where: () => boolean][] = [
    [
      'throws',
      () => {
        throw new Error('boom')
      },
    ],
    ['returns nothing', () => undefined as unknown as boolean],
    ['returns null', () => null as unknown as boolean],
    ['is false', () => false],
  ]
  test.for(failing)('a condition that %s offers and accepts nothing', async ([, where], { as }) => {
    const ctx = as({ admins: [defineAdmin(books, { form: { fields: { authorId: { of: authors, where } } } })] })

    expect(await labels(ctx, { table: 'books', column: 'author_id' })).toEqual([])
    await expect(
      addRecord(ctx, adminOf(ctx, 'books'), form({ title: 'New', slug: 'new', author_id: '1' })),
    ).rejects.toMatchObject({ fields: { author_id: expect.stringContaining('not available') } })
  })

  test('DJ-108: a filter offers them if they depend on neither the row nor the form', async ({ as, client }) => {
    await client`insert into authors (name, born) values ('Cy Dole', '1900-01-01')`
    const ctx = as({ admins: [limited, chained] })

    expect(await labels(ctx, { table: 'books', column: 'author_id', filter: true })).not.toContain('Cy Dole')
    expect(await labels(ctx, { table: 'members', column: 'brought_by', filter: true })).toEqual(['Noor', 'Mia'])
    const { filters } = await listPage(ctx, adminOf(ctx, 'books'), [])
    expect(filters.find(({ name }) => name === 'author_id')?.lookup).toMatch(/&filter=1$/u)
  })

  test('apply to the rows of an inline, at their input', async ({ as }) => {
    const ctx = as({
      admins: [
        defineAdmin(books, { form: { inlines: [defineInline(loans)] } }),
        defineAdmin(loans, {
          form: { fields: { member: { of: members, where: (_, table) => eq(table.name, 'Noor') } } },
        }),
      ],
    })
    const lend = async (member: string) =>
      changeRecord(ctx, adminOf(ctx, 'books'), {
        key: '2',
        form: form({
          '~version': await version(ctx, 'books', '2'),
          'loans.0.~base': '{}',
          'loans.0.copy': 'x',
          'loans.0.member_id': member,
        }),
      })

    await expect(lend(mia)).rejects.toMatchObject({
      fields: { 'loans.0.member_id': 'This member is not available. Choose another one.' },
    })
    await lend(noor)
  })

  test('apply to the rows of a many-to-many relation', async ({ as }) => {
    const ctx = as({
      admins: [
        defineAdmin(books, { many: { topics: bookTags }, form: { sections: [{ fields: ['title', 'topics'] }] } }),
        defineAdmin(bookTags, {
          form: {
            fields: {
              tagCode: { of: tags, where: ({ values }, t) => eq(t.code, values.bookId === '4' ? 'add' : 'sci') },
            },
          },
        }),
      ],
    })
    const page = await changePage(ctx, adminOf(ctx, 'books'), { key: '4', list: '' })
    const { lookup } = fieldsOf(page).find(({ meta }) => meta.name === 'book_tags')?.meta.relation ?? {}
    const typed = typedValuesOf(new URL(lookup ?? '', 'http://localhost').searchParams)

    expect(await labels(ctx, { table: 'book_tags', column: 'tag_code', typed })).toEqual(['Addition'])
    expect(await refusal(saveRecord(ctx, ['books', '4'], { book_tags: 'sci' }))).toMatchObject({
      fields: { book_tags: expect.stringContaining('This tag is not available') },
    })
    await saveRecord(ctx, ['books', '4'], { book_tags: '~61dd' })
  })

  test('a condition that the database rejects is reported by check', async ({ as }) => {
    const missing = sql`no_such_column`
    const ctx = as({
      admins: [defineAdmin(books, { form: { fields: { authorId: { of: authors, where: () => missing } } } }), chained],
    })

    expect(await checkDatabase(ctx)).toEqual([
      expect.objectContaining({ id: 'brolly.E032', where: 'books: form.fields.writer.where' }),
    ])
  })
})

test.for(['999', '-1', 'abc', '1 or 1=1', '99999999999999999999', '1.5', '\\', ' '])(
  'DJ-215: a key typed by hand, %s, is refused at its field',
  async (key, { as }) => {
    const ctx = as()

    await expect(
      addRecord(ctx, adminOf(ctx, 'books'), form({ title: 'New', slug: 'new', author_id: key })),
    ).rejects.toMatchObject({ code: 'INVALID', fields: { author_id: expect.any(String) } })
    expect((await ask(ctx, { table: 'books', column: 'author_id', value: key })).options).toEqual([])
  },
)
