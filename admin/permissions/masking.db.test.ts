import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import {
  activityPage,
  addPage,
  changePage,
  deletePage,
  exportCsv,
  historyPage,
  listPage,
  lookup,
  neighbourBlocks,
  pastRowPage,
  peekPage,
  permissionsPage,
  postPutBack,
  putBackPage,
  revealValue,
  trashPage,
  undoPage,
} from '@/admin/server'
import type { AdminContext } from '../site/context'
import { masked, maskSql } from '../fields/mask'
import { typeEmail } from '../words/values'
import { mayReveal } from './may-reveal'
import { refusal } from '../testing/kit/inlines'
import { authors, books } from '../testing/kit/library'
import { fieldsOf } from '../testing/kit/posts'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import { add, change, remove, request, undo } from '../testing/kit/undo'
import { textOf } from '../testing/kit/streams'

/** Nothing but the mask hides them: they are declared wherever columns can be. */
const admins = [
  defineAdmin(authors, {
    label: (t) => sql`${t.email}`,
    personal: { email: 'email', salary: 'text' },
    list: {
      columns: ['name', 'email', 'salary', { id: 'at', label: 'At', value: (t) => sql`${t.email}`, reads: ['email'] }],
    },
  }),
  defineAdmin(books, { list: { columns: ['title', 'authorId', 'writer.email'], search: ['title', 'writer.email'] } }),
]
const everything: Asking = { admins }
const clerk: Asking = { admins, grants: ['authors.view', 'authors.change', 'books.view'] }
const revealer: Asking = { admins, grants: ['authors.view', 'authors.reveal'] }

const authorsIn = (ctx: AdminContext) => adminOf(ctx, 'authors')
const idOf = async (ctx: AdminContext, key: string, index: number) =>
  (await historyPage(ctx, authorsIn(ctx), { key, before: null })).entries[index]?.id ?? ''

/** Every page of the engine that could show an author. */
async function pagesOf(ctx: AdminContext, raise: string): Promise<unknown> {
  const [author, book] = [authorsIn(ctx), adminOf(ctx, 'books')]
  const id = await idOf(ctx, '1', 0)
  return Promise.all([
    listPage(ctx, author, [['columns', 'name,email,salary']]),
    listPage(ctx, book, [['columns', 'title,author_id']]),
    changePage(ctx, author, { key: '1', list: '' }),
    changePage(ctx, book, { key: '1', list: '' }),
    addPage(ctx, author, { list: '', prefill: [] }),
    peekPage(ctx, author, { key: '1' }),
    neighbourBlocks(ctx, author, { key: '1' }),
    deletePage(ctx, author, { kind: 'keys', keys: ['2'] }),
    historyPage(ctx, author, { key: '1', before: null }),
    historyPage(ctx, author, { key: '3', before: null }),
    pastRowPage(ctx, author, { key: '1', id }),
    putBackPage(request(ctx), author, { key: '1', id, columns: ['email'] }),
    trashPage(ctx, author, []),
    undoPage(request(ctx), raise),
    activityPage(ctx, []),
    lookup(ctx, book, { column: 'author_id', search: '', siblings: new Map() }),
    textOf(exportCsv(ctx, author, [['columns', 'name,email,salary']])),
    textOf(exportCsv(ctx, book, [])),
  ])
}

/** @returns The request that changed the first author. */
async function makeHistory(ctx: AdminContext): Promise<string> {
  const raise = await change(ctx, ['authors', '1'], { email: 'canary@canary.org', salary: 'CANARY-raised' })
  const [, key] = await add(ctx, 'authors', { name: 'Cy', email: 'cy@canary.org', salary: 'CANARY-third' })
  await remove(ctx, 'authors', key)
  return raise
}

describe('personal columns', () => {
  test('no page of anybody contains their values, and each shows the mask', async ({ as }) => {
    const ctx = as(everything)
    const pages = JSON.stringify(await pagesOf(ctx, await makeHistory(ctx)))

    // An example in a message is not one of the values.
    expect(pages.replaceAll(typeEmail, '').match(/canary|(?:ada|bo)@example/giu)).toBe(null)
    expect(new Set(pages.match(/[a-z]•••@•••[.a-z]*/gu))).toEqual(
      new Set(['a•••@•••.org', 'b•••@•••.org', 'c•••@•••.org']),
    )
  })

  test('cannot be searched, filtered or sorted by', async ({ as }) => {
    const ctx = as(everything)
    for (const parameter of [
      ['email.eq', 'ada@example.org'],
      ['email.contains', 'ada'],
      ['sort', 'email'],
      ['sort', 'at'],
      ['columns', 'at'],
    ] as const)
      expect((await refusal(listPage(ctx, authorsIn(ctx), [parameter]))).code).toBe('BAD_QUERY')
    expect((await listPage(ctx, authorsIn(ctx), [['q', 'ada@example']])).rows).toEqual([])
    expect((await listPage(ctx, adminOf(ctx, 'books'), [['q', 'ada@example']])).rows).toEqual([])
  })

  test('are changed by typing, kept by an empty input, and removed only if asked to', async ({ as, client }) => {
    const ctx = as(clerk)
    const stored = async () => (await client`select name, email, salary from authors where id = 1`)[0]
    await change(ctx, ['authors', '1'], { name: 'Ada' })
    expect(await stored()).toEqual({ name: 'Ada', email: 'ada@example.org', salary: 'CANARY-salary-1' })
    await change(ctx, ['authors', '1'], { email: 'ada@example.net', '~null.salary': '1' })
    expect(await stored()).toEqual({ name: 'Ada', email: 'ada@example.net', salary: null })
    // The same value again is no change.
    await change(ctx, ['authors', '1'], { email: 'ada@example.net' })
    const { entries } = await historyPage(ctx, authorsIn(ctx), { key: '1', before: null })
    expect(entries.map(({ changes }) => changes.map(({ label, before, after }) => [label, before, after]))).toEqual([
      [
        ['Email', 'a•••@•••.org', 'a•••@•••.net'],
        ['Salary', '••••••', null],
      ],
      [['Name', 'Ada Byron', 'Ada']],
    ])
  })

  test('B04: their changes are undone, put back, and restored with a deleted row', async ({ as, client }) => {
    const ctx = as(everything)
    const stored = async () => client`select email, salary from authors where name = 'Ada Byron'`
    const [first] = await stored()
    await client`delete from books`
    await undo(ctx, await change(ctx, ['authors', '1'], { email: 'canary@canary.org', '~null.salary': '1' }))
    expect(await stored()).toEqual([first])

    await change(ctx, ['authors', '1'], { email: 'new@example.org' })
    const wanted = { key: '1', id: await idOf(ctx, '1', 0), columns: ['email'] }
    const { seal } = await putBackPage(request(ctx), authorsIn(ctx), wanted)
    await postPutBack(request(ctx), authorsIn(ctx), { wanted, entries: [['~seal', seal]] })
    expect(await stored()).toEqual([first])

    await undo(ctx, await remove(ctx, 'authors', '1'))
    expect(await stored()).toEqual([first])
  })
})

describe('revealing', () => {
  const wanted = { key: '1', column: 'email' }

  test('needs its permission, and leaves an entry with the column and without the value', async ({ as, client }) => {
    const ctx = as(revealer)
    const [field] = fieldsOf(await changePage(ctx, authorsIn(ctx), { key: '1', list: '' })).filter(
      ({ meta }) => meta.name === 'email',
    )
    expect(field).toMatchObject({ text: 'a•••@•••.org', revealHref: '/admin/-/api/reveal/authors?key=1&column=email' })
    expect(await revealValue(ctx, authorsIn(ctx), wanted)).toBe('ada@example.org')
    const [entry] = (await historyPage(ctx, authorsIn(ctx), { key: '1', before: null })).entries
    expect(entry).toMatchObject({ action: 'Revealed email', undoHref: null, changes: [] })
    const log = await client`select kind, detail from brolly.security_events`
    expect(log).toEqual([{ kind: 'revealed', detail: { table: 'authors', column: 'Email', key: '1' } }])
    expect(JSON.stringify(await client`select * from brolly.audit_entries`)).not.toContain('ada@example.org')
  })

  test('is refused without it, and without the row, the column or a mask', async ({ as, client }) => {
    const code = async (asking: Asking, given: Partial<typeof wanted> = {}) => {
      const ctx = as(asking)
      return (await refusal(revealValue(ctx, authorsIn(ctx), { ...wanted, ...given }))).code
    }
    expect(await code(clerk)).toBe('FORBIDDEN')
    expect(await code({ admins, grants: ['authors.reveal'] })).toBe('FORBIDDEN')
    for (const given of [{ key: '9' }, { key: '1 ' }, { column: 'name' }, { column: 'none' }, { column: '__proto__' }])
      expect(await code(revealer, given)).toBe('NOT_FOUND')
    const rules = { view: () => sql`false`, fields: { email: { view: () => false } } }
    const mask = { personal: { email: 'email' } } as const
    const hiddenRow = [defineAdmin(authors, { ...mask, permissions: { view: rules.view } })]
    const hiddenColumn = [defineAdmin(authors, { ...mask, permissions: { fields: rules.fields } })]
    expect(await code({ ...revealer, admins: hiddenRow })).toBe('NOT_FOUND')
    expect(await code({ ...revealer, admins: hiddenColumn })).toBe('NOT_FOUND')
    expect(await client`select 1 from brolly.audit_entries`).toEqual([])
  })

  test('is a permission of tables with personal columns only', async ({ as, client }) => {
    const [group] = await client`insert into brolly.groups (name) values ('desk') returning id`
    const { tables } = await permissionsPage(as(everything), { kind: 'group', id: String(group?.id) })
    const revealing = tables.filter(({ own }) => own.some(({ name }) => name === 'reveal'))
    expect(revealing.map(({ path, own }) => [path, own])).toEqual([
      ['authors', [{ name: 'reveal', label: 'Reveal masked values' }]],
    ])
    const ctx = as({ admins, superuser: true })
    const token = adminOf(ctx, 'books').table.columns.find(({ name }) => name === 'access_token')
    expect(token && mayReveal(ctx, adminOf(ctx, 'books'), token)).toBe(false)
  })
})

test('a mask in SQL is the same as in code, and masking twice changes nothing', async ({ as }) => {
  const { db } = as()
  const values = [
    'ada@example.org',
    'a@b',
    'ö.x@mail.example.co.uk',
    '@handle',
    'no address',
    'a@b@c.de',
    'Ada Byron',
    ' Ada  de la Cruz ',
    '',
    '+49 (30) 123-4567',
    '4111 1111 1111 1234',
    '12',
    '12345678',
    '•••••• 12',
    '👩‍🚀 Zoë',
    'line\nbreak',
  ]
  for (const mask of ['email', 'phone', 'name', 'number', 'text'] as const)
    for (const value of values) {
      const [row] = await db.execute<{ shown: string }>(sql`select ${maskSql(sql`${value}::text`, mask)} as shown`)
      const shown = masked(value, mask)
      expect([mask, value, row?.shown]).toEqual([
        mask,
        value,
        mask === 'phone' && value === '•••••• 12' ? '••••••' : shown,
      ])
      expect(masked(shown, mask)).toBe(shown)
    }
})
