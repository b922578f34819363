import { randomBytes } from 'node:crypto'
import { date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { defineSite } from '../accounts/define-site'
import { planLines, queryPanel } from '../debug/query-panel'
import { recordingDatabase, type RecordedQuery } from '../debug/record-queries'
import { exportCsv } from '../io/export-csv'
import { postAction } from '../pages/action-step'
import { recentEntries } from '../pages/recent-entries'
import type { AdminContext } from '../site/context'
import { auditLines } from '../testing/kit/audit-lines'
import { fieldsOf } from '../testing/kit/posts'
import { adminOf, siteTest } from '../testing/kit/site-test'
import { TestClient } from '../testing/test-client'
import { lookup } from './lookup'
import { keyOfRow } from './row-key'

const sessions = pgTable('sessions', {
  token: text('token').primaryKey(),
  userId: integer('user_id').notNull(),
  expires: date('expires'),
})
const codes = pgTable(
  'codes',
  { identifier: text('identifier'), token: text('token'), tries: integer('tries') },
  (t) => [primaryKey({ columns: [t.identifier, t.token] })],
)
/** Its reference contains a session's token and is therefore secret; the other is declared not secret. */
const visits = pgTable('visits', {
  id: integer('id').primaryKey(),
  session: text('session').references(() => sessions.token, { onDelete: 'cascade' }),
  open: text('open').references(() => sessions.token),
})

const declared = [
  defineAdmin(sessions, {
    actions: [
      {
        name: 'end',
        label: 'End',
        permission: 'change',
        danger: true,
        run: async ({ update }) => `${await update({ expires: '2020-01-01' })} ended.`,
      },
    ],
  }),
  defineAdmin(visits, { secrets: { open: false } }),
]
const siteWith = (secret: string) =>
  defineSite({ title: 'Tests', schema: { sessions, codes, visits }, admins: declared, secret })
const site = siteWith('a secret of the tests')

const odd = ['a,b', '~', 'Ünï 日本', '', 'add', '--', randomBytes(900).toString('base64url')]

/** The query string of a link that a page must have. */
function queryOf(href: string | null): string {
  if (href === null) throw new Error('The page has no such link.')
  return new URL(href, 'http://localhost').search
}

interface People {
  ctx: AdminContext
  visitor: TestClient
}

const test = siteTest({
  schema: {},
  tables: `
    create table sessions (token text primary key, user_id int not null, expires date);
    create table codes (identifier text, token text, tries int, primary key (identifier, token));
    create table visits (id int primary key, session text references sessions on delete cascade, open text references sessions);`,
  rows: `
    insert into sessions select 'CANARY-' || n, n, null from generate_series(1, 250) n;
    insert into codes values ('ann', 'CANARY-1', 0), ('ann', 'CANARY-2', 0), ('', '', 0);`,
}).extend<People>({
  ctx: async ({ as }, use) => use({ ...as(), site }),
  visitor: async ({ ctx }, use) =>
    use(new TestClient({ db: ctx.db, site, timeZone: 'UTC', session: null, who: async () => ctx.actor })),
})

describe('a row whose key is a secret', () => {
  test.for(odd)('has a URL when it is %j', async (token, { visitor, client }) => {
    await client`insert into sessions values (${token}, 999)`
    const page = await visitor.open(sessions, [token])

    expect(page.key).toMatch(/^--[\w-]+$/u)
    expect(fieldsOf(page).find(({ meta }) => meta.name === 'user_id')?.value).toBe('999')
    expect(page.facts).toEqual([{ label: 'Key', value: '••••••' }])
    expect(page.title).toBe('#••••••')
    expect(await visitor.change(sessions, page.key, { userId: 1000 })).toMatchObject({ status: 303, key: page.key })
    expect(await client`select 1 from sessions where token = ${token} and user_id = 1000`).toHaveLength(1)
  })

  test('has one where only a part is a secret, and the rest of it is shown', async ({ visitor }) => {
    const page = await visitor.open(codes, ['ann', 'CANARY-2'])

    expect(page.key).toMatch(/^ann,--[\w-]+$/u)
    expect([page.title, page.facts[0]?.value]).toEqual(['#ann, ••••••', 'ann, ••••••'])
    expect((await visitor.open(codes, ['', ''])).key).toMatch(/^~,--[\w-]+$/u)
  })

  test('is not found under a key that was invented, cut, changed or taken from another table', async ({
    ctx,
    visitor,
  }) => {
    const key = keyOfRow(ctx, adminOf(ctx, 'sessions').table, ['CANARY-1'])
    const code = keyOfRow(ctx, adminOf(ctx, 'codes').table, ['ann', 'CANARY-1'])
    const stranger = keyOfRow({ site: siteWith('another secret') }, adminOf(ctx, 'sessions').table, ['CANARY-1'])
    const flipped = [...key].map(
      (letter, index) => key.slice(0, index) + (letter === 'A' ? 'B' : 'A') + key.slice(index + 1),
    )
    const wrong: [typeof sessions | typeof codes, string][] = [
      ...['CANARY-1', '', '~', '--', stranger, `${key}A`, key.slice(0, -1), key.slice(0, 20), ...flipped].map(
        (text): [typeof sessions, string] => [sessions, text],
      ),
      [sessions, code.split(',')[1] ?? ''],
      [codes, `ann,${key}`],
      [codes, 'ann,CANARY-1'],
      [codes, `${code.split(',')[1]},${code.split(',')[1]}`],
      [codes, code.replace('ann', 'bob')],
    ]

    expect((await visitor.open(sessions, key)).key).toBe(key)
    for (const [table, text] of wrong) {
      const gone = { code: 'NOT_FOUND' }
      await expect(visitor.open(table, text), text).rejects.toMatchObject(gone)
      await expect(visitor.history(table, text), text).rejects.toMatchObject(gone)
      await expect(visitor.deletePage(table, text), text).rejects.toMatchObject(gone)
    }
  })

  test('is listed page by page, each row once and with its URL', async ({ ctx, visitor }) => {
    const last = await visitor.list(sessions, { size: '100', before: '' })
    const middle = await visitor.list(sessions, queryOf(last.pager.previousHref))
    const first = await visitor.list(sessions, queryOf(middle.pager.previousHref))
    const keys = [first, middle, last].flatMap((page) => page.rows.map(([key]) => key))

    expect(new Set(keys).size).toBe(250)
    expect((await visitor.list(sessions, queryOf(first.pager.nextHref))).rows).toEqual(middle.rows)
    expect((await visitor.list(sessions, { size: '100' })).rows.slice(0, 50)).toEqual(first.rows.slice(0, 50))
    const raw = Buffer.from(JSON.stringify(['CANARY-5'])).toString('base64url')
    await expect(visitor.list(sessions, { after: raw })).rejects.toMatchObject({ code: 'BAD_QUERY' })
    const lines: string[] = []
    for await (const line of exportCsv(ctx, adminOf(ctx, 'sessions'), [])) lines.push(line)
    expect(lines.join('').split('\r\n')).toHaveLength(252)
  })

  test('is added once, changed, acted on and deleted, and its history is found again', async ({ visitor, client }) => {
    // The last key of this form would be offered as an example, if it were not secret.
    await client`insert into sessions values ('sess_0123456789abcdef', 1)`
    expect(fieldsOf(await visitor.open(sessions)).map(({ value }) => value)).toEqual([null, null, null])
    const added = await visitor.add(sessions, { token: 'NEW-CANARY', userId: 7 })
    const key = added.key ?? ''
    expect(await visitor.add(sessions, { token: 'NEW-CANARY', userId: 8 })).toMatchObject({ status: 200 })
    await visitor.change(sessions, key, { userId: 8, token: 'ANOTHER-CANARY' })
    expect(await visitor.action(sessions, 'end', { keys: [key, ['CANARY-2']] })).toMatchObject({ message: '2 ended.' })

    expect((await visitor.history(sessions, key)).entries.map(({ action }) => action)).toEqual([
      'End',
      'Changed',
      'Added',
    ])
    expect(await client`select user_id, expires::text from sessions where token = 'NEW-CANARY'`).toEqual([
      { user_id: 8, expires: '2020-01-01' },
    ])
    expect(await visitor.delete(sessions, key)).toMatchObject({ status: 303 })
    expect((await visitor.history(sessions, key)).entries.map(({ action }) => action)[0]).toBe('Deleted')
    expect(new Set((await auditLines(client)).map((line) => line.key)).size).toBe(2)
  })

  test('that another user saved first is a conflict', async ({ visitor }) => {
    const page = await visitor.open(sessions, ['CANARY-1'])
    await visitor.change(sessions, ['CANARY-1'], { userId: 50 })
    const refused = await visitor.save(sessions, page, { userId: 60 })

    expect(refused.conflict?.rows.map((row) => row.label)).toEqual(['User ID'])
  })

  test('is linked to where the reference may be seen, and offered nowhere', async ({ ctx, visitor, client }) => {
    await client`insert into visits values (1, 'CANARY-3', 'CANARY-4')`
    const fields = fieldsOf(await visitor.open(visits, 1))
    const key = keyOfRow(ctx, adminOf(ctx, 'sessions').table, ['CANARY-4'])
    const asked = (column: string) =>
      lookup(ctx, adminOf(ctx, 'visits'), { column, search: 'CANARY-4', siblings: new Map() })

    expect(fields.map(({ meta, href }) => [meta.name, href, meta.relation])).toEqual([
      ['id', null, undefined],
      ['session', null, undefined],
      ['open', `/admin/sessions/${key}`, undefined],
    ])
    await expect(asked('session')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(asked('open')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('is plain in its URL where it is declared not secret', async ({ ctx, visitor }) => {
    const shown = defineSite({
      title: 'Tests',
      schema: { sessions },
      admins: [defineAdmin(sessions, { secrets: { token: false } })],
    })
    const other = new TestClient({
      db: ctx.db,
      site: shown,
      timeZone: 'UTC',
      session: null,
      who: async () => ctx.actor,
    })

    expect(await other.open(sessions, 'CANARY-1')).toMatchObject({ key: 'CANARY-1', title: '#CANARY-1' })
    await expect(other.open(sessions, (await visitor.open(sessions, ['CANARY-1'])).key)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('leaves the history readable after AUTH_SECRET was changed', async ({ ctx, visitor, client }) => {
    await visitor.change(sessions, ['CANARY-1'], { userId: 50 })
    // As it was written before the column was recognised as a secret.
    await client`
      insert into brolly.audit_entries (actor_id, actor_label, "table", key, label, action, changes)
      select actor_id, actor_label, "table", 'CANARY~2C1', '#CANARY,1', action, changes from brolly.audit_entries`
    const shown = await recentEntries({ ...ctx, site: siteWith('another secret') })

    expect(shown.map(({ href, record }) => [href, record])).toEqual([
      [null, '#••••••'],
      [null, '#••••••'],
    ])
  })

  test('SEC-047: shows its key on no page and in no form, list, file, URL or audit entry', async ({
    ctx,
    visitor,
    client,
  }) => {
    await client`insert into visits values (1, 'CANARY-3', null)`
    const key = keyOfRow(ctx, adminOf(ctx, 'sessions').table, ['CANARY-3'])
    const selection = { kind: 'keys' as const, keys: [key] }
    const page = await visitor.open(sessions, key)
    const list = await visitor.list(sessions, { size: '100', before: '' })
    const queries: RecordedQuery[] = []
    const watched = new TestClient({
      db: recordingDatabase(client, (query) => queries.push(query)),
      site,
      timeZone: 'UTC',
      session: null,
      who: async () => ctx.actor,
    })
    const pages = [
      page,
      list,
      await visitor.list(sessions, queryOf(list.pager.previousHref)),
      await visitor.list(visits),
      await visitor.list(codes),
      await visitor.open(visits, 1),
      await visitor.open(codes, ['ann', 'CANARY-1']),
      await visitor.open(sessions),
      await visitor.add(sessions, { token: 'CANARY-3', userId: 1 }),
      await visitor.add(sessions, { token: 'CANARY-NEW', userId: 1 }),
      await visitor.change(sessions, key, { userId: 4 }),
      await visitor.save(sessions, page, { userId: 5 }),
      await watched.action(sessions, 'end', { keys: [key] }),
      await watched.open(sessions, key),
      await watched.list(sessions, queryOf(list.pager.previousHref)),
      await watched.deletePage(sessions, key),
      await watched.change(sessions, key, { userId: 77 }),
      await watched.add(sessions, { token: 'CANARY-ADDED', userId: 1 }),
      await watched.delete(sessions, ['CANARY-9']),
      await postAction(ctx, adminOf(ctx, 'sessions'), { name: 'end', selection, entries: [] }),
      await visitor.deletePage(sessions, key),
      await visitor.deletePage(visits, 1),
      await visitor.history(sessions, key),
      await visitor.delete(sessions, key),
      await visitor.history(sessions, key),
      await recentEntries(ctx),
      await auditLines(client),
    ]
    for await (const line of exportCsv(ctx, adminOf(ctx, 'sessions'), [])) pages.push(line as never)

    const text = JSON.stringify(pages)
    expect(text).toContain(key)
    expect(text).not.toContain('CANARY')
    // Cursors are written in base64.
    const words = text.match(/[\w-]{8,}/gu) ?? []
    expect(words.map((word) => Buffer.from(word, 'base64url').toString('latin1')).join(' ')).not.toContain('CANARY')
    expect(JSON.stringify(queries)).toContain('CANARY')
    expect(JSON.stringify(queryPanel(ctx, queries))).not.toContain('CANARY')
    const reads = queries.filter((query) => queryPanel(ctx, [query]).queries[0]?.planHref)
    expect(reads.length).toBeGreaterThan(3)
    for (const query of reads) expect((await planLines(ctx, query)).join('\n')).not.toContain('CANARY')
  })
})
