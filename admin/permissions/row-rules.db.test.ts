import { eq, sql, type SQL } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
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
  runAction,
} from '@/admin/server'
import { defineAdmin, type RowRule } from '@/admin'
import { authors, books, branches, notices } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import type { AdminContext } from '../site/context'
import { adminOf, test, type Asking } from '../testing/kit/site-test'
import { textOf } from '../testing/kit/streams'

type Rule = RowRule<typeof books>

const action = {
  name: 'lose',
  label: 'Lose',
  permission: 'change' as const,
  run: async ({ update }: { update(values: { status: string }): Promise<number> }) =>
    `${await update({ status: 'lost' })} lost`,
}

/** All users may view and change the books of the first branch only. */
const ofNorth: Rule = (_, t) => eq(t.branchId, 1)

const asking = (rules: Partial<Record<'view' | 'add' | 'change' | 'delete', Rule>>, more: Asking = {}): Asking => ({
  ...more,
  admins: [defineAdmin(books, { permissions: rules, actions: [action] })],
})

/** What a user without limits would post. */
const formOf = async (ctx: AdminContext, { key, title }: { key: string; title: string }) =>
  postOf(await changePage(ctx, adminOf(ctx, 'books'), { key, list: '' }), { title })

describe.each([
  ['undefined', () => undefined],
  ['null', () => null],
  ['a promise', async () => true],
  ['a text', () => 'true'],
  ['1', () => 1],
  [
    'an error',
    () => {
      throw new Error('The rule is broken.')
    },
  ],
])('SEC-058: a view rule that gives %s', (_, broken) => {
  test('refuses everything and logs it', async ({ as, client }) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    // Untyped code can do what the types forbid.
    const ctx = as(asking({ view: broken as unknown as Rule, add: () => false }))
    const admin = adminOf(ctx, 'books')
    const all = { kind: 'all', parameters: [] } as const
    const form = await formOf(as(), { key: '2', title: 'X' })

    for (const attempt of [
      () => listPage(ctx, admin, []),
      async () => exportCsv(ctx, admin, []),
      () => changePage(ctx, admin, { key: '1', list: '' }),
      () => changeRecord(ctx, admin, { key: '2', form }),
      () => deletePage(ctx, admin, all),
      () => deleteRecords(ctx, admin, { selection: all, agreed: 4 }),
      () => runAction(ctx, admin, { name: 'lose', selection: all }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' })

    expect(log.mock.calls.map(([text]) => text)).toContainEqual(expect.stringContaining('a rule of books'))
    expect((await indexPage(ctx)).groups.flatMap((group) => group.tables.map((table) => table.label))).not.toContain(
      'Books',
    )
    expect(await client`select 1 from books where status <> 'lost' or title = 'X'`).toHaveLength(3)
    log.mockRestore()
  })
})

test('SEC-058: a condition is in brackets, so that it cannot merge with the others', async ({ as, client }) => {
  const loose: Rule = () => sql`t.branch_id = 1 or t.branch_id = 1`
  const ctx = as(asking({ view: loose, change: loose, delete: loose }))
  const admin = adminOf(ctx, 'books')

  expect((await listPage(ctx, admin, [['title.eq', 'Engines']])).rows.map(([key]) => key)).toEqual(['1'])
  await expect(changePage(ctx, admin, { key: '3', list: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await deletePage(ctx, admin, { kind: 'keys', keys: ['2'] })).toMatchObject({ total: 1 })
  await deleteRecords(ctx, admin, { selection: { kind: 'keys', keys: ['2'] }, agreed: 1 })
  expect(await client`select id from books`).toHaveLength(3)
})

test('DJ-035: a rule that refuses binds superusers too', async ({ as }) => {
  const ctx = as(asking({ view: () => false }))

  await expect(listPage(ctx, adminOf(ctx, 'books'), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

test('DJ-042 DJ-085 SEC-049 SEC-080: rows outside the rule are as if they were not there', async ({ as }) => {
  const ctx = as(asking({ view: ofNorth }))
  const admin = adminOf(ctx, 'books')
  const errorOf = (attempt: Promise<unknown>) => attempt.then(String, (error: unknown) => JSON.stringify(error))
  const form = await formOf(as(), { key: '3', title: 'Mine' })

  const page = await listPage(ctx, admin, [])
  expect(page).toMatchObject({ exactCount: 2, countLabel: '2 rows' })
  expect(page.rows.map(([key]) => key)).toEqual(['2', '1'])
  expect(await textOf(exportCsv(ctx, admin, []))).not.toMatch(/Rivers|Winds/u)
  for (const attempt of [
    (key: string) => changePage(ctx, admin, { key, list: '' }),
    (key: string) => changeRecord(ctx, admin, { key, form }),
    (key: string) => historyPage(ctx, admin, { key, before: null }),
    (key: string) => deletePage(ctx, admin, { kind: 'keys', keys: [key] }),
    (key: string) => deleteRecords(ctx, admin, { selection: { kind: 'keys', keys: [key] }, agreed: 1 }),
  ]) {
    expect(await errorOf(attempt('3'))).toEqual(await errorOf(attempt('99')))
    await expect(attempt('3')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})

test('DJ-034: a row one may see but not change opens for reading and refuses the post', async ({ as, client }) => {
  const ctx = as(asking({ change: ofNorth }))
  const admin = adminOf(ctx, 'books')
  const page = await changePage(ctx, admin, { key: '3', list: '' })
  const form = await formOf(as(), { key: '3', title: 'Mine' })

  expect(page).toMatchObject({ mode: 'view', can: { save: false, change: false } })
  await expect(changeRecord(ctx, admin, { key: '3', form })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await client`select title from books where id = 3`)[0]?.title).toBe('Rivers')
})

test('SEC-050: a row cannot be moved out of the rows that the actor may change', async ({ as, client }) => {
  const ctx = as(asking({ view: ofNorth }))
  const admin = adminOf(ctx, 'books')
  const form = postOf(await changePage(ctx, admin, { key: '1', list: '' }), { branch_id: '2' })

  await expect(changeRecord(ctx, admin, { key: '1', form })).rejects.toMatchObject({ code: 'FORBIDDEN' })

  expect((await client`select branch_id from books where id = 1`)[0]?.branch_id).toBe(1)
  expect(await client`select 1 from brolly.audit_entries`).toHaveLength(0)
})

test('SEC-050: a row cannot be added outside the rows one may add', async ({ as, client }) => {
  const ctx = as(asking({ add: ofNorth }))
  const admin = adminOf(ctx, 'books')
  const formFor = async (branch: string) =>
    postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { title: 'New', branch_id: branch, slug: 's' })

  await expect(addRecord(ctx, admin, await formFor('2'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await client`select 1 from books where title = 'New'`).toHaveLength(0)

  await addRecord(ctx, admin, await formFor('1'))
  expect(await client`select 1 from books where title = 'New'`).toHaveLength(1)
})

test('SEC-050: also a row of a table without a key cannot be added outside the rows one may add', async ({
  as,
  client,
}) => {
  const pinned = defineAdmin(notices, { permissions: { add: (_, t) => eq(t.pinned, true) } })
  const ctx = as({ grants: ['notices.add'], admins: [pinned] })
  const admin = adminOf(ctx, 'notices')
  const add = async (text: string, value: string) =>
    addRecord(ctx, admin, postOf(await addPage(ctx, admin, { list: '', prefill: [] }), { text, pinned: value }))

  await expect(add('Loose', 'false')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await add('Fixed', 'true')
  expect(await client`select text from notices where text in ('Loose', 'Fixed')`).toEqual([{ text: 'Fixed' }])
})

test('SEC-081: a value that is unique in each tenant says nothing about those of another', async ({ as, client }) => {
  await client`create unique index one_title on books (branch_id, title)`
  const ctx = as(asking({ view: ofNorth }))
  const admin = adminOf(ctx, 'books')
  const [other] = await client<{ title: string }[]>`select title from books where branch_id = 2 order by id limit 1`
  const [own] = await client<{ title: string }[]>`select title from books where branch_id = 1 and id > 1 limit 1`
  const rename = async (title = '') =>
    changeRecord(ctx, admin, { key: '1', form: await formOf(ctx, { key: '1', title }) })

  try {
    await expect(rename(own?.title)).rejects.toMatchObject({ code: 'INVALID' })
    await expect(rename(other?.title)).resolves.toMatchObject({ changed: true })
  } finally {
    await client`drop index one_title`
  }
})

test('SEC-052: an action on rows of which some are outside the rule does nothing and names none', async ({
  as,
  client,
}) => {
  const ctx = as(asking({ change: ofNorth, delete: ofNorth }))
  const admin = adminOf(ctx, 'books')
  const selection = { kind: 'keys', keys: ['1', '2', '3'] } as const

  for (const attempt of [
    () => runAction(ctx, admin, { name: 'lose', selection }),
    () => deletePage(ctx, admin, selection),
    () => deleteRecords(ctx, admin, { selection, agreed: 3 }),
  ])
    await expect(attempt()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.not.stringMatching(/3|Rivers/u),
    })

  expect(await client`select id from books where status <> 'lost'`).toHaveLength(3)
})

test('an action on all matching rows applies only to those that the actor may change', async ({ as, client }) => {
  const ctx = as(asking({ change: ofNorth }))
  const selection = { kind: 'all', parameters: [] } as const

  expect(await runAction(ctx, adminOf(ctx, 'books'), { name: 'lose', selection })).toBe('2 lost')
  expect((await client`select id::int from books where status = 'lost' order by id`).map((row) => row.id)).toEqual([
    1, 2, 3,
  ])
})

test('SEC-049: linked rows outside the rule have no label, no link and cannot be reached by a path', async ({ as }) => {
  const ctx = as({
    admins: [
      defineAdmin(authors, { permissions: { view: (_, t): SQL => eq(t.id, 1) } }),
      defineAdmin(books, { list: { columns: ['title', 'authorId', 'writer.name'] } }),
    ],
  })
  const admin = adminOf(ctx, 'books')
  const page = await listPage(ctx, admin, [['sort', 'id']])

  expect(page.rows.find(([key]) => key === '3')).toEqual(['3', 'Rivers', 'Rivers', ['2', ''], null])
  expect(JSON.stringify(await changePage(ctx, admin, { key: '3', list: '' }))).not.toContain('Bo Chen')
  expect(await textOf(exportCsv(ctx, admin, []))).not.toContain('Bo Chen')
  const sorted = await listPage(ctx, admin, [['sort', 'writer.name,id']])
  expect(sorted.rows.map(([key]) => key)).toEqual(['1', '2', '3', '4'])
  expect((await lookup(ctx, admin, { column: 'author_id', search: '', siblings: new Map() })).options).toHaveLength(1)
})

test('SEC-082 SEC-090: an invisible row and a missing one are refused in the same way as a relation’s value', async ({
  as,
  client,
}) => {
  const ctx = as({ admins: [defineAdmin(branches, { permissions: { view: (_, t) => eq(t.id, 1) } })] })
  const admin = adminOf(ctx, 'books')
  const attempt = async (branch: string) => {
    const form = postOf(await changePage(ctx, admin, { key: '1', list: '' }), { branch_id: branch })
    return changeRecord(ctx, admin, { key: '1', form }).catch((error: unknown) => error)
  }

  const [invisible, missing] = [await attempt('2'), await attempt('999')]

  expect(invisible).toMatchObject({ code: 'INVALID', fields: { branch_id: 'There is no such branch.' } })
  expect(JSON.stringify(invisible)).toBe(JSON.stringify(missing))
  expect((await client`select branch_id from books where id = 1`)[0]?.branch_id).toBe(1)
})
