import { sql } from 'drizzle-orm'
import { customType, integer, jsonb, numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { AdminError, changePage, changeRecord, historyPage, listPage, pastValue, wholeValue } from '@/admin/server'
import { postOf } from '../testing/kit/posts'
import { adminOf, siteTest } from '../testing/kit/site-test'

const xml = customType<{ data: string }>({ dataType: () => 'xml' })
const papers = pgTable('papers', {
  id: integer('id').primaryKey(),
  title: text('title'),
  body: text('body'),
  doc: jsonb('doc'),
  amount: numeric('amount'),
  markup: xml('markup'),
  accessToken: text('access_token'),
})
const test = siteTest({
  schema: { papers },
  tables:
    'create table papers (id int primary key, title text, body text, doc jsonb, amount numeric, markup xml, access_token text)',
  rows: `insert into papers values (1, 'Long', repeat('word ', 400000), (repeat('[', 490) || '"' || repeat('x', 200000) || '"' || repeat(']', 490))::jsonb,
      repeat('7', 5000)::numeric, ('<a>' || repeat('m', 300000) || '</a>')::xml, 'CANARY'), (2, 'Short', 'b', '[1]', 5, '<a/>', null)`,
})

const body = 'word '.repeat(400_000)
const refusal = async (result: Promise<unknown>) =>
  result.then(
    () => null,
    (error: unknown) => (error instanceof AdminError ? error.code : error),
  )

test('a list, a record, a history and a conflict stay small, however large a value is', async ({ as, client }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'papers')
  const list = await listPage(ctx, admin, [
    ['columns', 'title,body,doc,amount,markup'],
    ['id.eq', '1'],
  ])
  const page = await changePage(ctx, admin, { key: '1', list: '' })
  const form = postOf(page, { title: 'Mine' })
  await changeRecord(ctx, admin, { key: '1', form: postOf(page, { title: 'Theirs' }) })
  await client`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes)
    values ('a', 'papers', '1', 'Long', 'change', ${JSON.stringify({ body: [body, `${body}!`] })}::text::jsonb)`
  const history = await historyPage(ctx, admin, { key: '1', before: null })
  const conflict = await changeRecord(ctx, admin, { key: '1', form }).catch((error: unknown) => error)

  expect(JSON.stringify(list).length).toBeLessThan(10_000)
  expect(JSON.stringify(page).length).toBeLessThan(1_000_000)
  expect(JSON.stringify(history).length).toBeLessThan(10_000)
  expect(JSON.stringify(conflict).length).toBeLessThan(1_000_000)
  expect(list.rows[0]?.slice(3).every((cell) => typeof cell === 'string' && cell.length <= 300)).toBe(true)
  expect(list.rows[0]?.[5]).toMatch(/^[7,]+…$/u)
})

test('a value too large for a form is shown by its beginning with a link, and unchanged by a save', async ({
  as,
  client,
}) => {
  const ctx = as()
  const admin = adminOf(ctx, 'papers')
  const page = await changePage(ctx, admin, { key: '1', list: '' })
  const field = page.sections.flatMap(({ fields }) => fields).find(({ meta }) => meta.name === 'body')

  await changeRecord(ctx, admin, { key: '1', form: postOf(page, { title: 'New' }) })

  expect(field).toMatchObject({
    value: null,
    meta: { readOnly: true },
    wholeHref: '/admin/-/api/value/papers?key=1&column=body',
  })
  expect(field?.text).toBe(`${body.slice(0, 5_000)}…`)
  expect(await wholeValue(ctx, admin, { key: '1', column: 'body' })).toBe(body)
  expect((await client`select title, body = ${body} as kept from papers where id = 1`)[0]).toEqual({
    title: 'New',
    kept: true,
  })
})

test('a complete value of the history may be read by users who may see the entry', async ({ as, client }) => {
  const [entry] = await client<
    { id: string }[]
  >`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes)
    values ('a', 'papers', '1', 'Long', 'change', ${JSON.stringify({ body: [body, `${body}!`], title: ['a', null], access_token: null })}::text::jsonb) returning id`
  const id = String(entry?.id)
  const ctx = as()
  const admin = adminOf(ctx, 'papers')
  const { entries } = await historyPage(ctx, admin, { key: '1', before: null })
  const change = entries[0]?.changes.find(({ label }) => label === 'Body')

  expect(change).toMatchObject({
    before: `${body.slice(0, 300)}…`,
    afterHref: `/admin/-/api/value/papers?key=1&column=body&entry=${id}&side=after`,
  })
  expect(entries[0]?.changes.find(({ label }) => label === 'Title')).not.toHaveProperty('beforeHref')
  expect(await pastValue(ctx, admin, { key: '1', column: 'body', entry: id, side: 'after' })).toBe(`${body}!`)
  for (const wanted of [
    { key: '2', column: 'body', entry: id, side: 'after' },
    { key: '1', column: 'amount', entry: id, side: 'after' },
    { key: '1', column: 'access_token', entry: id, side: 'after' },
    { key: '1', column: 'body', entry: "1' or true", side: 'after' },
    { key: '1', column: 'body', entry: '999999', side: 'after' },
  ])
    expect(await refusal(pastValue(ctx, admin, wanted)), JSON.stringify(wanted)).toBe('NOT_FOUND')
})

test('a whole value requires permission to view its row and its column, and is never a secret', async ({ as }) => {
  const hidden = defineAdmin(papers, {
    permissions: { view: (_, t) => sql`${t.id} = 2`, fields: { body: { view: () => false } } },
  })
  const ctx = as({ admins: [hidden] })
  const admin = adminOf(ctx, 'papers')
  const read = (key: string, column: string) => refusal(wholeValue(ctx, admin, { key, column }))

  expect(await wholeValue(ctx, admin, { key: '2', column: 'title' })).toBe('Short')
  expect(await read('1', 'title')).toBe('NOT_FOUND')
  expect(await read('2', 'body')).toBe('NOT_FOUND')
  expect(await read('2', 'access_token')).toBe('NOT_FOUND')
  expect(await read('2', 'nothing')).toBe('NOT_FOUND')
  const stranger = as({ grants: [] })
  for (const column of ['title', 'nothing'])
    expect(await refusal(wholeValue(stranger, adminOf(stranger, 'papers'), { key: '2', column }))).toBe('FORBIDDEN')
})
