import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  addPage,
  addRecord,
  changePage,
  changeRecord,
  deletePage,
  deleteRecords,
  exportCsv,
  historyPage,
  indexPage,
  listPage,
  lookup,
} from '@/admin/server'
import { defineAdmin } from '@/admin'
import { authors, books } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import { textOf } from '../testing/kit/streams'
import type { AdminContext } from '../site/context'
import { AdminError } from '../errors'

const inHr = { view: (actor: { in(group: string): boolean }) => actor.in('hr') }

/** Only the group hr may view salaries. Nothing but the rule hides them: they are declared everywhere. */
const admins = [
  defineAdmin(authors, {
    label: 'salary',
    list: {
      columns: ['name', 'salary', { id: 'pay', label: 'Pay', value: (t) => t.salary.getSQL(), reads: ['salary'] }],
      search: ['name', 'salary'],
      sort: ['salary'],
      filters: ['salary'],
    },
    permissions: { fields: { salary: inHr, born: inHr } },
  }),
  defineAdmin(books, { list: { columns: ['title', 'authorId', 'writer.salary'], search: ['title', 'writer.salary'] } }),
]
const everybody: Asking = { admins }
const hr: Asking = { admins, groups: ['hr'] }

/** Every response of the engine that could contain an author, or its error. */
async function everything(ctx: AdminContext): Promise<string> {
  const [author, book] = [adminOf(ctx, 'authors'), adminOf(ctx, 'books')]
  const answers = await Promise.allSettled([
    listPage(ctx, author, [['size', '1']]),
    listPage(ctx, author, [['before', '']]),
    listPage(ctx, book, []),
    changePage(ctx, author, { key: '1', list: '' }),
    changePage(ctx, book, { key: '1', list: '' }),
    addPage(ctx, author, { list: '', prefill: [['salary', 'CANARY-typed']] }),
    addPage(ctx, book, { list: '', prefill: [['author_id', '1']] }),
    deletePage(ctx, author, { kind: 'all', parameters: [] }),
    deletePage(ctx, book, { kind: 'all', parameters: [] }),
    historyPage(ctx, author, { key: '1', before: null }),
    historyPage(ctx, author, { key: '3', before: null }),
    indexPage(ctx),
    lookup(ctx, book, { column: 'author_id', search: '', siblings: new Map() }),
    textOf(exportCsv(ctx, author, [])),
    textOf(exportCsv(ctx, book, [])),
  ])
  expect(answers.filter((answer) => answer.status === 'rejected')).toEqual([])
  return JSON.stringify(answers)
}

/** Changes an author, and adds and deletes another, so that the audit log contains salaries. */
async function makeHistory(ctx: AdminContext): Promise<void> {
  const admin = adminOf(ctx, 'authors')
  const page = await changePage(ctx, admin, { key: '1', list: '' })
  await changeRecord(ctx, admin, { key: '1', form: postOf(page, { salary: 'CANARY-raised', name: 'Ada Lovelace' }) })
  const form = postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { name: 'Cy', salary: 'CANARY-third' })
  await addRecord(ctx, admin, form)
  await deleteRecords(ctx, admin, { selection: { kind: 'keys', keys: ['3'] }, agreed: 1 })
}

test('SEC-109: no response contains a hidden column’s values, its name or its label', async ({ as }) => {
  await makeHistory(as(hr))

  const leaks = async (ctx: AdminContext) =>
    new Set((await everything(ctx)).match(/CANARY-[\w-]+|salary|Salary|pay|Pay/gu))

  expect(await leaks(as(hr))).toEqual(
    new Set([
      'CANARY-raised',
      'CANARY-third',
      'CANARY-salary-1',
      'CANARY-salary-2',
      'CANARY-typed',
      'salary',
      'Salary',
      'pay',
      'Pay',
    ]),
  )
  expect(await leaks(as(everybody))).toEqual(new Set())
})

test('SEC-109: a label that is an expression over a hidden column is the key', async ({ as }) => {
  const told = defineAdmin(authors, {
    label: (t) => sql`${t.name} || ${sql`' earns ' || ${t.salary}`}`,
    permissions: { fields: { salary: inHr } },
  })
  const labels = async (ctx: AdminContext) => [
    (await changePage(ctx, adminOf(ctx, 'authors'), { key: '1', list: '' })).title,
    (await listPage(ctx, adminOf(ctx, 'books'), [['columns', 'author_id']])).rows.at(-1)?.[2],
  ]

  expect(await labels(as({ admins: [told], groups: ['hr'] }))).toEqual([
    'Ada Byron earns CANARY-salary-1',
    ['Ada Byron earns CANARY-salary-1', '/admin/authors/1'],
  ])
  expect(await labels(as({ admins: [told] }))).toEqual(['#1', ['1', '/admin/authors/1']])
})

test('SEC-094: history keeps the columns that one may view', async ({ as }) => {
  await makeHistory(as(hr))
  const ctx = as(everybody)
  const page = await historyPage(ctx, adminOf(ctx, 'authors'), { key: '1', before: null })

  expect(page.entries.map((entry) => [entry.record, entry.changes])).toEqual([
    ['#1', [expect.objectContaining({ label: 'Name', before: 'Ada Byron', after: 'Ada Lovelace', secret: false })]],
  ])
})

describe.each([
  [['born.gte', '1800-01-01']],
  [['born.lt', '1900-01-01']],
  [['salary.eq', 'CANARY-salary-1']],
  [['salary.starts', 'CANARY']],
  [['salary.null', 'true']],
  [['sort', 'salary']],
  [['sort', '-salary,name']],
  [['sort', 'pay']],
  [['columns', 'name,salary']],
  [['columns', 'pay']],
] as const)('SEC-067 SEC-070 SEC-072 SEC-078 SEC-084: %s', (parameter) => {
  test('is as unknown as a column that does not exist', async ({ as }) => {
    const ctx = as(everybody)
    const admin = adminOf(ctx, 'authors')
    const [name, value] = parameter
    const errorOf = (error: unknown) => (error instanceof AdminError ? `${error.code} ${error.message}` : error)
    const other = (text: string) => text.replaceAll(/salary|pay|born/gu, 'nothing')

    const hidden = await listPage(ctx, admin, [[name, value]]).catch(errorOf)
    const missing = await listPage(ctx, admin, [[other(name), other(value)]]).catch(errorOf)

    expect(hidden).toMatch(/^BAD_QUERY/u)
    expect(other(String(hidden))).toBe(missing)
    expect(() => exportCsv(ctx, admin, [[name, value]])).toThrow(AdminError)
    const open = as(hr)
    await expect(listPage(open, adminOf(open, 'authors'), [[name, value]])).resolves.toMatchObject({ table: 'authors' })
  })
})

test.for(['sort', 'columns'])(
  'SEC-068 SEC-072: %s along a path to a hidden column is refused',
  async (name, { as }) => {
    const ctx = as(everybody)

    await expect(listPage(ctx, adminOf(ctx, 'books'), [[name, 'writer.salary']])).rejects.toMatchObject({
      code: 'BAD_QUERY',
    })
    await expect(listPage(ctx, adminOf(ctx, 'books'), [['writer.salary.eq', 'x']])).rejects.toMatchObject({
      code: 'BAD_QUERY',
    })
  },
)

test('SEC-074: a hidden column’s value finds nothing, in the list, along a path and in a picker', async ({ as }) => {
  const hits = async (ctx: AdminContext) => [
    (await listPage(ctx, adminOf(ctx, 'authors'), [['q', 'CANARY-salary-1']])).exactCount,
    (await listPage(ctx, adminOf(ctx, 'books'), [['q', 'CANARY-salary-1']])).exactCount,
    (await lookup(ctx, adminOf(ctx, 'books'), { column: 'author_id', search: 'CANARY-salary-1', siblings: new Map() }))
      .options.length,
  ]

  expect(await hits(as(hr))).toEqual([1, 2, 1])
  expect(await hits(as(everybody))).toEqual([0, 0, 0])
})

test('a cursor contains no hidden column', async ({ as }) => {
  const ctx = as(everybody)
  const page = await listPage(ctx, adminOf(ctx, 'authors'), [
    ['size', '1'],
    ['before', ''],
  ])
  const cursor = new URLSearchParams(page.pager.previousHref?.split('?')[1]).get('before') ?? ''

  expect(Buffer.from(cursor, 'base64url').toString()).toBe('["1"]')
})

test('SEC-113 SEC-115: a hidden column keeps its value whatever is posted', async ({ as, client }) => {
  const ctx = as(everybody)
  const admin = adminOf(ctx, 'authors')

  for (const salary of ['stolen', '']) {
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    const form = new Map([...postOf(page, { name: `Ada ${salary}!` }), ['salary', salary], ['~null.salary', '1']])
    form.set('~base', JSON.stringify({ ...JSON.parse(page.base), salary: 'known' }))
    await changeRecord(ctx, admin, { key: '1', form })
  }

  expect((await client`select salary, name from authors where id = 1`)[0]).toEqual({
    salary: 'CANARY-salary-1',
    name: 'Ada !',
  })
})

test('SEC-108: a violated constraint on a hidden column is reported without its name', async ({ as, client }) => {
  await client`alter table authors add constraint salary_is_text check (salary <> 'no'), add constraint one_salary unique (salary)`
  await client`alter table authors alter salary set default 'CANARY-salary-1'`
  const ctx = as(everybody)
  const admin = adminOf(ctx, 'authors')
  const add = async () =>
    addRecord(ctx, admin, postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { name: 'Di' }))
  const failed = async () => add().catch((error: unknown) => error)

  const unique = await failed()
  await client`alter table authors alter salary set default 'no'`
  const checked = await failed()
  await client`alter table authors drop constraint salary_is_text, drop constraint one_salary, alter salary drop default`

  for (const error of [unique, checked]) {
    expect(error).toMatchObject({ code: 'INVALID', fields: {} })
    expect(String(error)).not.toMatch(/salary|CANARY/iu)
  }
})

test('SEC-114 DJ-174: a column that may not be changed ignores what is posted', async ({ as, client }) => {
  const readOnly = defineAdmin(authors, {
    form: { readOnly: ({ record }) => (record === null ? [] : ['born']) },
    permissions: { fields: { email: { change: () => false } } },
  })
  const ctx = as({ admins: [readOnly] })
  const admin = adminOf(ctx, 'authors')
  const page = await changePage(ctx, admin, { key: '1', list: '' })
  const fields = page.sections.flatMap((section) => section.fields)
  const form = postOf(page, { name: 'Ada', email: 'other@example.org', born: '2000-01-01', id: '77' })

  await changeRecord(ctx, admin, { key: '1', form })

  expect(fields.filter(({ meta }) => meta.readOnly).map(({ meta }) => meta.name)).toEqual(['email', 'born'])
  expect((await client`select id, name, email, born::text from authors order by id`)[0]).toEqual({
    id: 1,
    name: 'Ada',
    email: 'ada@example.org',
    born: '1815-12-10',
  })
})
