import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import * as server from '@/admin/server'
import { defineAdmin } from '@/admin'
import { authors, books } from '../testing/kit/library'
import { fuzzSeed, hostileTexts, mutatedEntries, oneOf, seededRandom } from '../testing/kit/mutations'
import { adminOf, test, type SiteFixture } from '../testing/kit/site-test'
import { allOf } from '../testing/kit/streams'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

const rounds = 2_000

/** Books of the second branch only; no salary, no rating, and notes that are masked. The other tables are closed. */
const admins = [
  defineAdmin(books, {
    personal: { notes: 'text' },
    actions: [
      {
        name: 'publish',
        label: 'Publish',
        permission: 'change',
        run: async ({ update }) => `${await update({ subtitle: 'x' })}`,
      },
    ],
    permissions: {
      view: (_, t) => eq(t.branchId, 2),
      add: (_, t) => eq(t.branchId, 2),
      fields: { rating: { view: () => false }, isbn: { change: () => false } },
    },
  }),
  defineAdmin(authors, { permissions: { fields: { salary: { view: () => false } } } }),
]
const grants = ['books.view', 'books.add', 'books.change', 'books.delete', 'books.export', 'authors.view']

type Entries = [string, string][]
interface Drawn {
  key: string
  other: string
  entries: Entries
  word: string
}

/** What of the engine takes something that was posted or stands in a URL. */
type Call = readonly [name: string, call: (ctx: AdminContext, admin: Admin, drawn: Drawn) => unknown]
const calls: readonly [Call, ...Call[]] = [
  ['listPage', (ctx, admin, { entries }) => server.listPage(ctx, admin, entries)],
  ['exportCsv', (ctx, admin, { entries }) => server.exportCsv(ctx, admin, entries)],
  ['addPage', (ctx, admin, { entries }) => server.addPage(ctx, admin, { list: '', prefill: entries })],
  ['changePage', (ctx, admin, { key, word }) => server.changePage(ctx, admin, { key, list: word })],
  ['peekPage', (ctx, admin, { key }) => server.peekPage(ctx, admin, { key })],
  ['stepPage', (ctx, admin, { key, word }) => server.stepPage(ctx, admin, { key, list: word, step: 'next' })],
  ['historyPage', (ctx, admin, { key, word }) => server.historyPage(ctx, admin, { key, before: word })],
  ['wholeValue', (ctx, admin, { key, word }) => server.wholeValue(ctx, admin, { key, column: word })],
  [
    'pastValue',
    (ctx, admin, { key, other, word }) =>
      server.pastValue(ctx, admin, { key, column: word, entry: other, side: 'before' }),
  ],
  ['revealValue', (ctx, admin, { key, word }) => server.revealValue(ctx, admin, { key, column: word })],
  [
    'lookup',
    (ctx, admin, { entries, word, other }) =>
      server.lookup(ctx, admin, { column: word, search: other, siblings: new Map(entries) }),
  ],
  [
    'filterForm',
    async (ctx, admin, { entries, word }) =>
      (await server.filterForm(ctx, admin, [['~line', word], ...entries]))?.draft?.line.problem,
  ],
  ['lineSuggestions', (ctx, admin, { word, other }) => server.lineSuggestions(ctx, admin, `${word} ${other}`)],
  ['filtersBeyond', (ctx, admin, { word }) => server.filtersBeyond(ctx, admin, word)],
  ['facetPage', (ctx, admin, { word }) => server.facetPage(ctx, admin, { name: word, parameters: [] })],
  ['groupRows', (ctx, admin, { word }) => server.groupRows(ctx, admin, word)],
  ['exportPage', (ctx, admin, { word }) => server.exportPage(ctx, admin, word)],
  [
    'totalsPage',
    (ctx, admin, { word, key, other }) =>
      server.totalsPage(ctx, admin, {
        parameters: [['totals', word]],
        selection: { kind: 'keys', keys: [key, other] },
      }),
  ],
  ['cellPage', (ctx, admin, { key, word }) => server.cellPage(ctx, admin, { key, column: word })],
  ['trashPage', (ctx, admin, { entries }) => server.trashPage(ctx, admin, entries)],
  ['activityPage', (ctx, _, { entries }) => server.activityPage(ctx, entries)],
  ['deletePage', (ctx, admin, { key, other }) => server.deletePage(ctx, admin, { kind: 'keys', keys: [key, other] })],
  ['addRecord', (ctx, admin, { entries }) => server.addRecord(ctx, admin, server.postedForm(entries))],
  [
    'changeRecord',
    (ctx, admin, { key, entries }) => server.changeRecord(ctx, admin, { key, form: server.postedForm(entries) }),
  ],
  ['postRecord', (ctx, admin, { key, entries }) => server.postRecord(ctx, admin, { key, entries })],
  [
    'postCell',
    (ctx, admin, { key, entries, word }) =>
      server.postCell(ctx, admin, { key, entries: [['~column', word], ...entries] }),
  ],
  [
    'postRows',
    (ctx, admin, { key, other, entries }) =>
      server.postRows(
        ctx,
        admin,
        [key, other].flatMap((row) => entries.map(([name, text]): [string, string] => [`${row}.${name}`, text])),
      ),
  ],
  [
    'fillPage',
    (ctx, admin, { key, word, entries }) => server.fillPage(ctx, admin, [['~column', word], ['key', key], ...entries]),
  ],
  [
    'postList',
    (ctx, admin, { key, other, entries }) =>
      server.postList(ctx, admin, [['~action', 'publish'], ['key', key], ['key', other], ...entries]),
  ],
  [
    'runAction',
    (ctx, admin, { key, other }) =>
      server.runAction(ctx, admin, { name: 'publish', selection: { kind: 'keys', keys: [key, other] } }),
  ],
  [
    'postDelete',
    (ctx, admin, { key, entries }) => server.postDelete(ctx, admin, { key, entries: [['~total', '1'], ...entries] }),
  ],
  [
    'deleteRecords',
    (ctx, admin, { key, other }) =>
      server.deleteRecords(ctx, admin, { selection: { kind: 'keys', keys: [other, key] }, agreed: 1 }),
  ],
  [
    'postPutBack',
    (ctx, admin, { key, other, word, entries }) =>
      server.postPutBack(ctx, admin, { wanted: { key, id: other, columns: [word] }, entries }),
  ],
  ['postRestore', (ctx, admin, { other, entries }) => server.postRestore(ctx, admin, { ids: [other], entries })],
  ['postUndo', (ctx, _, { word, entries }) => server.postUndo(ctx, { requestId: word, entries })],
]

const names = [
  'id',
  'branch_id',
  'rating',
  'isbn',
  'access_token',
  'notes',
  '~version',
  '~base',
  '~null.title',
  '~token',
  '__proto__',
  'loans.0.copy',
  'book_tags',
]
const columns = [
  'title',
  'rating',
  'access_token',
  'notes',
  'author_id',
  'branch_id',
  'isbn',
  'writer.salary',
  'sort',
  ...hostileTexts,
] as const
const filters: Entries = [
  ['sort', 'title'],
  ['q', 'CANARY'],
  ['rating.gte', '1'],
  ['access_token.contains', 'CANARY'],
  ['columns', 'title,rating,access_token'],
  ['title.contains', 'e'],
  ['after', '1'],
]
/** The actor's own rows, of which some calls delete one. */
const restore = `insert into books (id, title, branch_id, slug, rating, notes, access_token) values
  (3, 'Rivers', 2, 'rivers', 777.25, 'CANARY-notes-3', 'CANARY-token-3'), (4, 'Winds', 2, 'winds', 777.25, 'CANARY-notes-4', 'CANARY-token-4')
  on conflict do nothing`

const tables = ['books', 'books', 'books', 'authors', 'loans'] as const

async function draw(random: () => number, client: SiteFixture['client']): Promise<Drawn> {
  const key = oneOf(random, ['3', '4', '3', '4', '1', '2', ...hostileTexts])
  const [row] =
    await client`select xmin::text as version, title from books where id::text = ${key.replaceAll('\0', '')}`
  const post: Entries = [
    ['title', 'Changed'],
    ['copies', '3'],
    ['~version', String(row?.version)],
    ['~base', JSON.stringify({ title: row?.title, copies: '1' })],
  ]
  const entries = random() < 0.6 ? post : filters
  return {
    key,
    other: oneOf(random, ['1', '2', '3', ...hostileTexts]),
    entries: random() < 0.2 ? entries : mutatedEntries(entries, random, names),
    word: oneOf(random, columns),
  }
}

async function outcome(call: () => Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    const result = await call()
    const isStream = typeof result === 'object' && result !== null && Symbol.asyncIterator in result
    const whole: unknown = isStream ? await allOf(result as AsyncIterable<unknown>) : result
    return { code: 'ok', text: JSON.stringify(whole ?? null) }
  } catch (error) {
    // As at the edge of the app, where what PostgreSQL refuses becomes an answer.
    const known = server.translateReadError(error)
    const stack = error instanceof Error ? error.stack : error
    return known
      ? { code: known.code, text: known.message + JSON.stringify(known) }
      : { code: 'fault', text: String(stack) }
  }
}

test('SEC-101, SEC-104, SEC-109, SEC-113, SEC-117, SEC-120: no payload gets past a rule', async ({ as, client }) => {
  const seed = fuzzSeed()
  const random = seededRandom(seed)
  await client`update books set rating = 777.25, notes = 'CANARY-notes-' || id, access_token = 'CANARY-token-' || id`
  await client`update books set title = 'CANARY-title-' || id, isbn = 'ISBN-' || id where branch_id = 1`
  await client`insert into brolly.audit_entries (actor_label, "table", key, label, action, changes, request_id)
    select 'x', 'books', id::text, title, 'change', jsonb_build_object('title', jsonb_build_array('CANARY-before', title)), 'r' || id
    from books where branch_id = 1`
  const hidden = () => client`
    select (select json_agg(b order by id)::text from books b where branch_id = 1) as rows,
      (select json_agg(a order by id)::text from authors a) as authors, (select json_agg(l order by copy)::text from loans l) as loans,
      (select json_agg(t order by book_id, tag_code)::text from book_tags t where book_id < 3) as tags,
      (select json_agg(u)::text from brolly.users u) as users, (select json_agg(g)::text from brolly.grants g) as grants`
  // Of the actor's own rows: what they may not change.
  const kept = () => client`select rating, isbn, access_token from books where id in (3, 4)`
  const before = await hidden()
  const ctx = as({ admins, grants })
  const counts = new Map<string, number>()

  for (let round = 0; round < rounds; round++) {
    await client.unsafe(restore)
    const [name, call] = oneOf(random, calls)
    const drawn = await draw(random, client)
    const { code, text } = await outcome(async () => call(ctx, adminOf(ctx, oneOf(random, tables)), drawn))
    const told = `seed ${seed}, round ${round}: ${name} with ${JSON.stringify(drawn).slice(0, 600)} answered ${text.slice(0, 400)}`
    expect(text.match(/CANARY-(?:title|before|salary|token|notes)-\d|777\.25/u), told).toBeNull()
    expect(code, told).not.toBe('fault')
    counts.set(code, (counts.get(code) ?? 0) + 1)
    if (round % 100 === 0) expect(await hidden(), told).toEqual(before)
  }

  expect(await hidden(), `seed ${seed}`).toEqual(before)
  for (const row of await kept()) expect(row).toMatchObject({ rating: 777.25 })
  expect(Object.prototype).not.toHaveProperty('polluted')
  // Otherwise nothing was tried.
  expect(counts.get('ok') ?? 0, JSON.stringify([...counts])).toBeGreaterThan(rounds / 20)
})

test('SEC-064: a key that no row can have is answered like a missing row', async ({ as }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'books')
  for (const key of ['~', '1~2E0', 'NaN', '99999999999999999999', '__proto__', 'x'.repeat(3_000)]) {
    const calls = [
      () => server.changePage(ctx, admin, { key, list: '' }),
      () => server.stepPage(ctx, admin, { key, list: '', step: 'next' }),
      () => server.deletePage(ctx, admin, { kind: 'keys', keys: [key] }),
      () => server.historyPage(ctx, admin, { key, before: null }),
      () => server.cellPage(ctx, admin, { key, column: 'title' }),
    ]
    for (const call of calls) await expect(call(), key).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})
