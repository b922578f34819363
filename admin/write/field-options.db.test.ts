import { describe, expect } from 'vitest'
import { z } from 'zod'
import { defineAdmin } from '@/admin'
import { addPage, addRecord, changePage, changeRecord, exportCsv, historyPage, listPage } from '@/admin/server'
import { encodeKey } from '../schema/keys'
import { slugText } from '../fields/slug-text'
import { refusal } from '../testing/kit/inlines'
import { authors, books, bookTags, tags } from '../testing/kit/library'
import { fieldsOf, postOf } from '../testing/kit/posts'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import { textOf } from '../testing/kit/streams'
import { change } from '../testing/kit/undo'
import type { AdminContext } from '../site/context'
import { bulkFields } from './plan/bulk-form'

const admins = [
  defineAdmin(books, {
    constraints: {
      books_copies_check: 'A library has no fewer than no copies.',
      books_isbn_key: 'This ISBN is taken.',
    },
    form: {
      fields: {
        title: {
          label: 'Heading',
          help: 'As on the cover.',
          placeholder: 'Engines',
          validate: (value) => (value === value.toUpperCase() ? 'Do not shout.' : null),
        },
        subtitle: { required: true, validate: z.string().min(3, 'At least 3 letters.') },
        notes: { type: 'text' },
        copies: {
          choices: [{ value: 1, label: 'One', colour: 'teal' }, 2, { value: -1, label: 'Lost' }],
          width: 'short',
        },
      },
    },
  }),
]
const asking: Asking = { admins }

const problemsOf = async (ctx: AdminContext, typed: Record<string, string | null>, key = '1') => {
  const admin = adminOf(ctx, 'books')
  const page = await changePage(ctx, admin, { key, list: '' })
  return (await refusal(changeRecord(ctx, admin, { key, form: postOf(page, typed) }))).fields
}

const field = async (ctx: AdminContext, name: string) =>
  fieldsOf(await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })).find(({ meta }) => meta.name === name)

describe('options of a field', () => {
  test('change its label, help, placeholder and width', async ({ as }) => {
    const ctx = as(asking)
    expect((await field(ctx, 'title'))?.meta).toMatchObject({
      label: 'Heading',
      help: 'As on the cover.',
      placeholder: 'Engines',
    })
    expect((await field(ctx, 'subtitle'))?.meta.rules.required).toBe(true)
    expect((await field(ctx, 'notes'))?.meta).toMatchObject({ kind: 'text' })
    expect((await field(as(), 'notes'))?.meta).toMatchObject({ kind: 'longtext' })
    expect((await listPage(ctx, adminOf(ctx, 'books'), [])).columns[0]).toMatchObject({ label: 'Heading' })
  })

  test('F159: a value that is changed must satisfy the check; others stay as they are', async ({ as, client }) => {
    const ctx = as(asking)
    expect(await problemsOf(ctx, { title: 'ENGINES', subtitle: 'No' })).toEqual({
      title: 'Do not shout.',
      subtitle: 'At least 3 letters.',
    })
    // Neither a NULL that was there nor a heading in capitals is in the way.
    await client`update books set title = 'OLD' where id = 1`
    await change(ctx, ['books', '1'], { notes: 'read' })
    expect(await problemsOf(ctx, { subtitle: '' })).toEqual({ subtitle: 'Required.' })
    expect(await client`select title, subtitle, notes from books where id = 1`).toEqual([
      { title: 'OLD', subtitle: null, notes: 'read' },
    ])
    const admin = adminOf(ctx, 'books')
    const form = postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { title: 'New', slug: 'new' })
    expect((await refusal(addRecord(ctx, admin, form))).fields).toMatchObject({ subtitle: 'Required.' })
  })

  test('a check that throws accepts nothing', async ({ as }) => {
    const check = () => {
      throw new Error('unthinkable')
    }
    const ctx = as({ admins: [defineAdmin(books, { form: { fields: { title: { validate: check } } } })] })
    expect(await problemsOf(ctx, { title: 'Motors' })).toEqual({ title: 'This value is not valid.' })
  })

  test('F179: choices have labels wherever a value is shown, and the value where it is written', async ({ as }) => {
    const ctx = as(asking)
    const admin = adminOf(ctx, 'books')
    expect((await field(ctx, 'copies'))?.meta).toMatchObject({
      kind: 'choice',
      options: [
        { value: '1', label: 'One', colour: 'teal' },
        { value: '2', label: '2' },
        { value: '-1', label: 'Lost' },
      ],
    })
    await change(ctx, ['books', '1'], { copies: '2' })
    const { rows, filters } = await listPage(ctx, admin, [
      ['columns', 'title,copies'],
      ['copies.eq', '1'],
    ])
    expect(rows.map((row) => row[3])).toEqual(['One', 'One', 'One'])
    expect(filters.find(({ name }) => name === 'copies')?.options?.[0]).toMatchObject({ label: 'One' })
    const [entry] = (await historyPage(ctx, admin, { key: '1', before: null })).entries
    expect(entry?.changes[0]).toMatchObject({ label: 'Copies', before: 'One', after: '2' })
    const csv = await textOf(exportCsv(ctx, admin, [['columns', 'copies']]))
    expect(csv.split('\r\n')[1]).toBe('1')
    expect(await problemsOf(ctx, { copies: '7' })).toEqual({ copies: 'Choose one of the listed values.' })
  })

  test('F179: choices can stand under headings', async ({ as }) => {
    const choices = [0, { group: 'Some', choices: [1, { value: 2, label: 'Two' }] }]
    const ctx = as({ admins: [defineAdmin(books, { form: { fields: { copies: { choices } } } })] })
    expect((await field(ctx, 'copies'))?.meta.options).toEqual([
      { value: '0', label: '0' },
      { value: '1', label: '1', group: 'Some' },
      { value: '2', label: 'Two', group: 'Some' },
    ])
    expect(await problemsOf(ctx, { copies: '3' })).toEqual({ copies: 'Choose one of the listed values.' })
    await change(ctx, ['books', '1'], { copies: '2' })
  })

  test('hold in a change of many rows: what would not be checked is not offered', async ({ as }) => {
    const ctx = as({
      admins: [
        defineAdmin(books, {
          form: {
            fields: { subtitle: { required: true }, copies: { choices: [1, 2] }, price: { validate: () => 'No.' } },
          },
        }),
      ],
    })
    const operations = new Map(
      bulkFields(ctx, adminOf(ctx, 'books')).map((field) => [field.name, field.operations.join(' ')]),
    )
    expect(['subtitle', 'copies', 'price', 'notes'].map((name) => operations.get(name))).toEqual([
      'set',
      'set',
      'set clear',
      'set clear',
    ])
    const free = as()
    const plain = bulkFields(free, adminOf(free, 'books')).find(({ name }) => name === 'price')
    expect(plain?.operations).toEqual(['set', 'add', 'subtract', 'clear'])
  })

  test('a broken constraint speaks in declared words', async ({ as, client }) => {
    const ctx = as(asking)
    expect(await problemsOf(ctx, { copies: '-1' })).toEqual({ copies: 'A library has no fewer than no copies.' })
    expect(await problemsOf(ctx, { isbn: '222' })).toEqual({ isbn: 'This ISBN is taken.' })
    expect(await client`select copies, isbn from books where id = 1`).toEqual([{ copies: 1, isbn: '111' }])
  })
})

describe('texts with a meaning', () => {
  test('F158: are recognised by name, checked when they change, and open what they stand for', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: [defineAdmin(authors, {})] })
    await client`update authors set email = 'unknown' where id = 2`
    const admin = adminOf(ctx, 'authors')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    expect(fieldsOf(page).find(({ meta }) => meta.name === 'email')).toMatchObject({
      meta: { kind: 'email', inputMode: 'email' },
      href: 'mailto:ada@example.org',
    })
    const refused = await refusal(
      changeRecord(ctx, admin, { key: '1', form: postOf(page, { email: 'not an email', name: 'Ada' }) }),
    )
    expect(refused.fields).toEqual({ email: 'Enter one email address, such as ada@example.org.' })
    // What is stored already does not prevent a save.
    await change(ctx, ['authors', '2'], { name: 'Bo' })
    expect(await client`select name, email from authors where id = 2`).toEqual([{ name: 'Bo', email: 'unknown' }])
    const plain = as({ admins: [defineAdmin(authors, { form: { fields: { email: { type: 'text' } } } })] })
    await change(plain, ['authors', '1'], { email: 'two addresses' })
    expect(await client`select email from authors where id = 1`).toEqual([{ email: 'two addresses' }])
  })

  test('never hide a row: keys, references and filters find every value that is stored', async ({ as, client }) => {
    await client`insert into tags (code, name) values ('two words', 'Odd')`
    await client`insert into book_tags (book_id, tag_code) values (1, 'two words')`
    await client`update authors set email = 'not an email' where id = 2`
    await client`update books set copies = 7 where id = 1`
    const ctx = as({
      admins: [
        defineAdmin(tags, { form: { fields: { code: { type: 'slug' } } } }),
        defineAdmin(bookTags, { form: { fields: { tagCode: { type: 'slug' } } } }),
        defineAdmin(books, { form: { fields: { copies: { choices: [1, 2] } } } }),
      ],
    })
    await change(ctx, ['tags', encodeKey(['two words'])], { name: 'Odd one' })
    expect(await client`select name from tags where code = 'two words'`).toEqual([{ name: 'Odd one' }])
    const count = async (path: string, filter: readonly [string, string]) =>
      (await listPage(ctx, adminOf(ctx, path), [filter])).rows.length
    expect(await count('authors', ['email.eq', 'not an email'])).toBe(1)
    expect(await count('book_tags', ['tag_code.eq', 'two words'])).toBe(1)
    expect(await count('books', ['copies.eq', '7'])).toBe(1)
    expect((await refusal(count('books', ['copies.eq', 'many']))).code).toBe('BAD_QUERY')

    const page = await addPage(ctx, adminOf(ctx, 'book_tags'), { list: '', prefill: [] })
    expect(fieldsOf(page).find(({ meta }) => meta.name === 'tag_code')?.meta.rules).not.toHaveProperty('pattern')
    const form = postOf(page, { book_id: '2', tag_code: 'two words' })
    await addRecord(ctx, adminOf(ctx, 'book_tags'), form)
    const tag = adminOf(ctx, 'tags')
    const added = addRecord(ctx, tag, postOf(await addPage(ctx, tag, { list: '', prefill: [] }), { code: 'x y' }))
    expect((await refusal(added)).fields).toEqual({
      code: 'Enter part of a URL, without spaces, such as oak-table.',
    })
  })

  test.for([
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['HTTPS://example.org/x', 'HTTPS://example.org/x'],
    ['/relative', null],
  ] as const)('SEC-141: %s leads to %s', async ([stored, href], { as, client }) => {
    const ctx = as({ admins: [defineAdmin(books, { form: { fields: { notes: { type: 'url' } } } })] })
    await client`update books set notes = ${stored} where id = 1`
    expect((await field(ctx, 'notes'))?.href).toBe(href)
  })

  test('F251: a slug is suggested from what names the row, and made of it if it is left empty', async ({
    as,
    client,
  }) => {
    const ctx = as({ admins: [defineAdmin(books, { form: { prepopulate: { slug: ['title'] } } })] })
    const admin = adminOf(ctx, 'books')
    const page = await addPage(ctx, admin, { list: '', prefill: [] })
    expect(fieldsOf(page).find(({ meta }) => meta.name === 'slug')?.meta.suggestedFrom).toEqual(['title'])
    await addRecord(ctx, admin, postOf(page, { title: 'Große Eiche, geölt', slug: '' }))
    await addRecord(ctx, admin, postOf({ ...page, token: '' }, { title: 'Oak', slug: 'my-own' }))
    expect(await client`select slug from books where id > 4 order by id`).toEqual([
      { slug: 'grosse-eiche-geolt' },
      { slug: 'my-own' },
    ])
    // A default of the column's own is not replaced unless that is declared.
    const off = as({ admins: [defineAdmin(books, { form: { prepopulate: { notes: ['title', 'isbn'] } } })] })
    const fields = fieldsOf(await addPage(off, adminOf(off, 'books'), { list: '', prefill: [] }))
    expect(fields.flatMap(({ meta }) => (meta.suggestedFrom ? [[meta.name, meta.suggestedFrom]] : []))).toEqual([
      ['notes', ['title', 'isbn']],
    ])
  })
})

test.for([
  ['Große Eiche, geölt', 'grosse-eiche-geolt'],
  ['  L’été à Ørsted ', 'lete-a-orsted'],
  ['東京 2026', '東京-2026'],
  ['--- … ---', ''],
  ['a'.repeat(300), 'a'.repeat(200)],
  [`${'word '.repeat(60)}`, 'word-'.repeat(40).slice(0, -1)],
] as const)('%s becomes %s', ([text, slug]) => {
  expect(slugText(text)).toBe(slug)
})
