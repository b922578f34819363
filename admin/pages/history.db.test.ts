import { eq, ne } from 'drizzle-orm'
import { expect } from 'vitest'
import { changePage, changeRecord, deleteRecords, historyPage, indexPage, pastRowPage, undoPage } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { authors, books, tags } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const history = (ctx: AdminContext, key: string, before: string | null = null) =>
  historyPage(ctx, adminOf(ctx, 'books'), { key, before })
async function rename(ctx: AdminContext, key: string, typed: Record<string, string>): Promise<void> {
  const page = await changePage(ctx, adminOf(ctx, 'books'), { key, list: '' })
  await changeRecord(ctx, adminOf(ctx, 'books'), { key, form: postOf(page, typed) })
}

test('history is newest first: who changed which values, before and after', async ({ as, client }) => {
  await client`update books set changed_by = 'stamped by code'`
  const ctx = as({ email: 'ada@example.org' })
  await rename(ctx, '3', { subtitle: '' })
  await rename(ctx, '3', { author_id: '1', access_token: 'CANARY' })

  const page = await history(ctx, '3')

  expect(page).toMatchObject({ title: 'Rivers', recordHref: '/admin/books/3', nextHref: null, deleted: false })
  expect(
    page.entries.map(({ actor, action, verb, record, changes }) => ({ actor, action, verb, record, changes })),
  ).toEqual([
    {
      actor: 'ada@example.org',
      action: 'Changed',
      verb: 'change',
      record: 'Rivers',
      changes: [
        {
          label: expect.any(String),
          column: 'author_id',
          putBackHref: expect.stringContaining('/put-back?column=author_id'),
          before: 'Bo Chen',
          after: 'Ada Byron',
          secret: false,
          beforeRow: '/admin/authors/2',
          afterRow: '/admin/authors/1',
        },
        { label: 'Access token', before: null, after: null, secret: true },
      ],
    },
    {
      actor: 'ada@example.org',
      action: 'Changed',
      verb: 'change',
      record: 'Rivers',
      changes: [
        {
          label: 'Subtitle',
          column: 'subtitle',
          putBackHref: expect.stringContaining('/put-back?column=subtitle'),
          before: 'A map',
          after: '',
          secret: false,
        },
      ],
    },
  ])
})

test('a reference is named as far as the row exists for the actor, and shown by its key otherwise', async ({
  as,
  client,
}) => {
  const ctx = as()
  await rename(ctx, '3', { author_id: '1' })
  await rename(ctx, '3', { author_id: '' })
  const authorsIn = async (reader: AdminContext) =>
    (await history(reader, '3')).entries.map(({ changes }) => [changes[0]?.before, changes[0]?.after])
  expect(await authorsIn(ctx)).toEqual([
    ['Ada Byron', null],
    ['Bo Chen', 'Ada Byron'],
  ])
  const [last] = (await history(ctx, '3')).entries
  const undo = await undoPage(ctx, last?.undoHref?.split('/').at(-1) ?? '')
  // Both changes have the id of one request.
  expect(undo.groups[0]?.rows[0]?.changes).toEqual([{ label: 'Author', from: null, to: 'Bo Chen' }])
  const then = await pastRowPage(ctx, adminOf(ctx, 'books'), { key: '3', id: last?.id ?? '' })
  const before = await pastRowPage(ctx, adminOf(ctx, 'books'), { key: '3', id: String(Number(last?.id) - 1) })
  const authorThen = [then, before].map(({ fields }) => fields.find(({ label }) => label === 'Author')?.then)
  expect(authorThen).toEqual([null, 'Ada Byron'])
  // The second author is hidden by a rule, and the first is gone.
  const admins = [defineAdmin(authors, { permissions: { view: (_, table) => ne(table.name, 'Bo Chen') } })]
  await client`update books set author_id = null`
  await client`delete from authors where name = 'Ada Byron'`
  const grants = ['books.view', 'authors.view']
  expect(await authorsIn(as({ grants, admins }))).toEqual([
    ['1', null],
    ['2', '1'],
  ])
  expect(await authorsIn(as({ grants: ['books.view'] }))).toEqual([
    ['1', null],
    ['2', '1'],
  ])
  // An entry may be older than the column's type.
  await client`update brolly.audit_entries set changes = jsonb_set(changes, '{author_id,0}', '"not a number"')`
  expect(await authorsIn(ctx)).toEqual([
    ['not a number', null],
    ['not a number', '1'],
  ])
})

test('DJ-244: a long history has pages', async ({ as, client }) => {
  await client`insert into brolly.audit_entries (actor_label, "table", key, label, action) select 'a', 'books', '1', 'n' || n, 'change' from generate_series(1, 120) n`
  const ctx = as()
  const first = await history(ctx, '1')
  const before = new URLSearchParams(first.nextHref?.split('?')[1]).get('before')
  const second = await history(ctx, '1', before)

  expect(first.entries.map((entry) => entry.record).slice(0, 2)).toEqual(['n120', 'n119'])
  expect([...first.entries, ...second.entries].map((entry) => entry.record)).toEqual(
    Array.from({ length: 100 }, (_, index) => `n${120 - index}`),
  )
  expect(second.previousHref).toBe('/admin/books/1/history')
  for (const place of ['x', '-1', '1;', '9'.repeat(30)])
    await expect(history(ctx, '1', place)).rejects.toMatchObject({ code: 'BAD_QUERY' })
})

test('DJ-241: the history of a deleted row remains for users who may view every row', async ({ as }) => {
  const ctx = as()
  await deleteRecords(ctx, adminOf(ctx, 'books'), { selection: { kind: 'keys', keys: ['4'] }, agreed: 1 })
  const some = as({ admins: [defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 2) } })] })

  expect(await history(ctx, '4')).toMatchObject({ title: 'Winds', deleted: true, recordHref: null })
  await expect(history(some, '4')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(history(ctx, '99')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a reused key does not lead to the former row; superusers see both', async ({ as, client }) => {
  const ctx = as()
  await rename(ctx, '4', { notes: 'CANARY' })
  await deleteRecords(ctx, adminOf(ctx, 'books'), { selection: { kind: 'keys', keys: ['4'] }, agreed: 1 })
  const reader = as({ grants: ['books.view', 'books.change'] })
  // Deleted: the history of the last row remains.
  expect((await history(reader, '4')).entries.map(({ verb }) => verb)).toEqual(['delete', 'change'])

  await client`insert into books (id, title, slug) overriding system value values (4, 'Another', 'another')`
  expect((await history(reader, '4')).entries).toEqual([])
  await rename(ctx, '4', { title: 'Renamed' })

  const page = await history(reader, '4')
  expect(page.entries.map(({ verb, record }) => [verb, record])).toEqual([['change', 'Renamed']])
  expect(JSON.stringify(page)).not.toMatch(/CANARY|Winds/u)
  expect((await history(as(), '4')).entries.map(({ verb }) => verb)).toEqual(['change', 'delete', 'change'])
})

test('a row that was added again starts a history of its own, even if its deletion was not recorded', async ({
  as,
  client,
}) => {
  const ctx = as()
  await rename(ctx, '4', { notes: 'CANARY' })
  await client`delete from books where id = 4`
  await client`insert into books (id, title, slug) overriding system value values (4, 'Another', 'another')`
  await client`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes)
    values ('a', 'books', '4', 'Another', 'add', '{"title": [null, "Another"]}')`

  const page = await history(as({ grants: ['books.view'] }), '4')
  expect(page.entries.map(({ verb }) => verb)).toEqual(['add'])
})

test('a row that changed hands shows its new owner nothing from before', async ({ as, client }) => {
  await client`update books set branch_id = 1, price = 5, changed_by = 'stamped by code' where id = 3`
  const byBranch = [
    defineAdmin(books, {
      permissions: {
        view: (actor, t) => actor.isSuperuser || (actor.in('two') ? eq(t.branchId, 2) : eq(t.branchId, 1)),
      },
    }),
  ]
  const ctx = as({ admins: byBranch })
  await rename(ctx, '3', { notes: 'CANARY one' })
  await rename(ctx, '3', { notes: 'CANARY two', branch_id: '2', price: '7' })
  await rename(ctx, '3', { subtitle: 'Mine now' })
  const grants = ['books.view', 'books.change']

  const mine = await history(as({ admins: byBranch, grants, groups: ['two'] }), '3')
  expect(mine.entries.map(({ changes }) => changes.map(({ label }) => label))).toEqual([['Subtitle'], []])
  expect(JSON.stringify(mine)).not.toContain('CANARY')
  await expect(history(as({ admins: byBranch, grants, groups: ['one'] }), '3')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })

  await rename(ctx, '3', { branch_id: '1' })
  const again = await history(as({ admins: byBranch, grants, groups: ['one'] }), '3')
  // Moved back: what was done with it elsewhere stays there.
  expect(again.entries).toHaveLength(2)
  expect(JSON.stringify(again)).not.toContain('Mine now')
  expect((await history(as({ admins: byBranch }), '3')).entries).toHaveLength(4)
})

test('recent actions link to existing rows, and include those of dropped tables', async ({ as, client }) => {
  const ctx = as()
  await rename(ctx, '3', { title: 'Streams' })
  await rename(ctx, '4', { title: 'Breezes' })
  await deleteRecords(ctx, adminOf(ctx, 'books'), { selection: { kind: 'keys', keys: ['4'] }, agreed: 1 })
  await client`insert into brolly.audit_entries (actor_id, actor_label, "table", key, label, action)
    values (${ctx.actor.id}, 'me', 'old_things', '1', 'Old thing', 'change')`
  const recent = async (asked: Parameters<typeof as>[0]) =>
    (await indexPage(as(asked))).recent.map(({ record, href, table }) => [record, href, table])

  expect(await recent({})).toEqual([
    ['Old thing', null, 'old_things'],
    ['Breezes', null, 'book'],
    ['Breezes', null, 'book'],
    ['Streams', '/admin/books/3', 'book'],
  ])
  await client`insert into books (id, title, slug) overriding system value values (4, 'Another', 'another')`
  // Neither the change nor the delete of the former row links to the one that has its key now.
  expect((await recent({})).slice(1, 3)).toEqual([
    ['Breezes', null, 'book'],
    ['Breezes', null, 'book'],
  ])
  // No longer a row that this user may view: the action stays listed, without the row's name and link.
  const ruled = [defineAdmin(books, { permissions: { view: (_, t) => eq(t.id, 1n) } })]
  expect((await recent({ admins: ruled })).slice(1)).toEqual([
    ['#4', null, 'book'],
    ['#4', null, 'book'],
    ['#3', null, 'book'],
  ])
})

test('SEC-094: a label made of linked rows is hidden from users who may not view those', async ({ as }) => {
  const ctx = as()
  await deleteRecords(ctx, adminOf(ctx, 'book_tags'), { selection: { kind: 'keys', keys: ['1,sci'] }, agreed: 1 })
  const titleFor = async (asked: Parameters<typeof as>[0]) => {
    const other = as(asked)
    return (await historyPage(other, adminOf(other, 'book_tags'), { key: '1,sci', before: null })).title
  }

  expect(await titleFor({})).toBe('Engines · Science')
  expect(await titleFor({ grants: ['book_tags.view', 'books.view'] })).toBe('#1,sci')
  expect(
    await titleFor({ admins: [defineAdmin(tags, { permissions: { fields: { name: { view: () => false } } } })] }),
  ).toBe('#1,sci')
})

test('the index shows the user’s recent actions, in tables that may still be viewed', async ({ as }) => {
  const ctx = as()
  await rename(ctx, '3', { title: 'Streams' })
  const other = as({ id: '00000000-0000-4000-8000-0000000000bb' })

  expect((await indexPage(ctx)).recent).toMatchObject([{ record: 'Streams', action: 'Changed', changes: [] }])
  expect((await indexPage(other)).recent).toEqual([])
  expect((await indexPage(as({ grants: ['tags.view'] }))).recent).toEqual([])
})

test('values read as on a record that is only read', async ({ as, client }) => {
  const ctx = as({ email: 'ada@example.org', timeZone: 'Europe/Berlin' })
  await client`update books set copies = 1234, published = '2026-02-03' where id = 3`
  await rename(ctx, '3', { copies: '56789', published: '2026-03-04' })

  const { entries } = await history(ctx, '3')

  expect(entries[0]?.changes.map(({ column, before, after }) => [column, before, after])).toEqual(
    expect.arrayContaining([
      ['copies', '1,234', '56,789'],
      ['published', '3 Feb 2026', '4 Mar 2026'],
    ]),
  )
})
