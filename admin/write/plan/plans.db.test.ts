import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { AdminError, postList, undoPage } from '@/admin/server'
import { keyOfRow } from '../../query/row-key'
import type { AdminContext } from '../../site/context'
import { adminOf, test } from '../../testing/kit/site-test'
import { carryOutUndo, rehearseUndo } from '../undo/undo'

type Entry = [string, string]

/** The same numbers in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Everything but secrets, which the log does not have, and stamps. */
const contents = (client: Sql) => client`
  select (select json_agg(json_build_array(id, title, subtitle, author_id, branch_id, price::text, copies, status, is_rare, notes, slug) order by id) from books) as books,
    (select json_agg(a order by id) from authors a) as authors,
    (select json_agg(m order by id) from members m) as members,
    (select json_agg(l order by book_id, copy) from loans l) as loans,
    (select json_agg(t order by book_id, tag_code) from book_tags t) as tags`

const edits: Record<string, string>[] = [
  { '~op.status': 'set', status: 'lost' },
  { '~op.copies': 'subtract', copies: '1' },
  { '~op.copies': 'add', copies: '2', '~op.is_rare': 'set', is_rare: 'true' },
  { '~op.notes': 'clear' },
  { '~op.author_id': 'set', author_id: '2' },
  { '~op.price': 'add', price: '0.25', '~op.title': 'set', title: 'Same' },
  { '~op.book_tags': 'include', book_tags: 'sci' },
  { '~op.book_tags': 'exclude', book_tags: 'sci' },
]

interface Random {
  pick: (below: number) => number
  keys: readonly string[]
}

function randomPlan({ pick, keys }: Random): Entry[] {
  const chosen = keys.filter(() => pick(3) > 0)
  const rows: Entry[] = (chosen.length === 0 ? keys : chosen).map((key) => ['key', key])
  const kind = pick(8)
  if (kind === 0 && rows.length > 1)
    return [
      ['~action', '~merge'],
      ...rows,
      ['~step', 'review'],
      ['~survivor', rows[0]?.[1] ?? ''],
      ['~clash', 'delete'],
    ]
  if (kind === 1) return [['~action', 'delete'], ...rows.slice(0, 1)]
  const all = pick(4) === 0
  return [
    ['~action', '~edit'],
    ...(all ? [['~all', '1'] satisfies Entry] : rows),
    ['~step', 'review'],
    ...Object.entries(edits[pick(edits.length)] ?? {}),
  ]
}

/** Rehearses and carries out. @returns Whether anything was done, and what had been shown. */
async function perform(ctx: AdminContext, entries: Entry[]) {
  const admin = adminOf(ctx, 'books')
  const first = await postList(ctx, admin, entries).catch((error: unknown) => error)
  if (first instanceof AdminError) return null
  if (!(typeof first === 'object' && first !== null && 'confirm' in first)) throw first
  const { confirm } = first as Exclude<Awaited<ReturnType<typeof postList>>, { href: string }>
  if (confirm?.kind === 'delete') {
    if (confirm.page.blocked) return null
    await postList(ctx, admin, [...entries, ['~total', String(confirm.page.total)]])
    return { changed: null }
  }
  if (confirm?.kind !== 'plan' || confirm.page.button === null) return null
  const done = await postList(ctx, admin, [...entries, ['~seal', confirm.page.seal]])
  if (!('href' in done)) throw new Error(JSON.stringify(done))
  return { changed: confirm.page.groups.map(({ plural, kind, count }) => `${plural} ${kind} ${count}`) }
}

/** What the log says about a request, as a rehearsal shows it. */
const recorded = (client: Sql, request: string) => client<{ line: string }[]>`
  select case "table" when 'books' then 'Books' when 'book_tags' then 'Book tags' when 'loans' then 'Loans' else "table" end
    || ' ' || case when action in ('add', 'delete') then action else 'change' end || ' ' || count(distinct key) as line
  from brolly.audit_entries where request_id = ${request} group by "table", case when action in ('add', 'delete') then action else 'change' end`

describe('200 random plans', () => {
  test('do what was shown, and taken back in reverse order leave everything as it was', async ({ as, client }) => {
    const pick = chance(20_261_127)
    const table = adminOf(as(), 'books').table
    let done = 0
    for (let round = 0; round < 20; round++) {
      const before = await contents(client)
      const requests: string[] = []
      for (let step = 0; step < 10; step++) {
        const ctx = { ...as(), requestId: `plan-${round}-${step}` }
        const rows = await client<{ id: string }[]>`select id::text from books order by id`
        const keys = rows.map(({ id }) => keyOfRow(ctx, table, [id]))
        const outcome = await perform(ctx, randomPlan({ pick, keys }))
        if (outcome === null) continue
        requests.push(ctx.requestId)
        if (outcome.changed)
          expect((await recorded(client, ctx.requestId)).map(({ line }) => line).toSorted()).toEqual(
            outcome.changed.toSorted(),
          )
      }
      done += requests.length
      for (const source of requests.toReversed()) {
        const ctx = { ...as(), requestId: `undo-${source}` }
        const { seal, steps } = await rehearseUndo(ctx, source)
        expect(steps.flatMap(({ problem }) => problem ?? [])).toEqual([])
        await carryOutUndo(ctx, { source, seal })
      }
      expect(await contents(client)).toEqual(before)
    }
    expect(done).toBeGreaterThan(100)
  })
})

test('B04: a change of more rows than fit into memory is undone in parts', async ({ as, client }) => {
  await client`insert into books (title, slug, copies) select 'Filler ' || i, 'filler-' || i, i from generate_series(1, 11000) i`
  await client`update books set copies = 0 where id = 5`
  const ctx = as()
  const entries: Entry[] = [
    ['~action', '~edit'],
    ['~all', '1'],
    ['~step', 'review'],
    ['~op.copies', 'add'],
    ['copies', '7'],
  ]
  const first = await postList(ctx, adminOf(ctx, 'books'), entries)
  if ('href' in first || first.confirm?.kind !== 'plan') throw new Error('Nothing was asked.')
  await postList({ ...ctx, requestId: 'many' }, adminOf(ctx, 'books'), [...entries, ['~seal', first.confirm.page.seal]])
  await client`update books set copies = 1 where id = 5`

  const page = await undoPage({ ...ctx, requestId: 'look' }, 'many')
  expect(page.groups.map(({ kind, count, others }) => [kind, count, others])).toEqual([
    ['revert', 11_003, 10_983],
    ['keep', 1, 0],
  ])
  await carryOutUndo({ ...ctx, requestId: 'back' }, { source: 'many', seal: page.seal })
  const [state] = await client<{ wrong: number; entries: number }[]>`
    select (select count(*)::int from books where title like 'Filler%' and copies <> id - 4 and id <> 5) as wrong,
      (select count(*)::int from brolly.audit_entries where request_id = 'back') as entries`
  expect(state).toEqual({ wrong: 0, entries: 11_003 })
})

test('I2 REL-035: a plan that is stopped at any statement has changed all of its rows, or none', async ({
  as,
  client,
}) => {
  await client`insert into books (title, slug) select 'Filler ' || i, 'filler-' || i from generate_series(1, 3000) i`
  const ctx = as()
  const admin = adminOf(ctx, 'books')
  const entries: Entry[] = [
    ['~action', '~edit'],
    ['~all', '1'],
    ['~step', 'review'],
    ['~op.copies', 'add'],
    ['copies', '1'],
  ]
  const first = await postList(ctx, admin, entries)
  if ('href' in first || first.confirm?.kind !== 'plan') throw new Error('Nothing was asked.')
  const sealed: Entry[] = [...entries, ['~seal', first.confirm.page.seal]]
  const stop = () => client`
    select pg_cancel_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state = 'active'`
  let stopped = 0
  for (let patience = 0; patience < 8; patience++) {
    let answer: unknown = null
    const attempt = postList({ ...ctx, requestId: `stopped-${patience}` }, admin, sealed).then(
      (done) => (answer = done),
    )
    for (let looks = 0; answer === null; looks++) await (looks < patience * 2 ? client`select 1` : stop())
    await attempt
    const [state] = await client<{ changed: number; entries: number }[]>`
      select (select count(*)::int from books where copies = 2) as changed,
        (select count(*)::int from brolly.audit_entries where request_id like 'stopped-%') as entries`
    const isDone = typeof answer === 'object' && answer !== null && 'href' in answer
    expect(state).toEqual(isDone ? { changed: 3004, entries: 3004 } : { changed: 0, entries: 0 })
    if (isDone) break
    stopped += 1
  }
  expect(stopped).toBeGreaterThan(0)
})

test('REL-011: of two plans for the same rows at the same moment one is carried out, and the other says what differs', async ({
  as,
  client,
}) => {
  const ctx = as()
  const edit = (keys: string[], by: string): Entry[] => [
    ['~action', '~edit'],
    ...keys.map((key): Entry => ['key', key]),
    ['~step', 'review'],
    ['~op.copies', 'add'],
    ['copies', by],
  ]
  await client`update books set copies = 1`
  for (let round = 0; round < 5; round++) {
    // In opposite orders, of which locking makes one.
    const plans = [edit(['1', '2', '3'], '1'), edit(['4', '3', '2', '1'], '10')]
    const seals: string[] = []
    for (const entries of plans) {
      const answer = await postList(ctx, adminOf(ctx, 'books'), entries)
      if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error('Nothing was asked.')
      seals.push(answer.confirm.page.seal)
    }
    const answers = await Promise.all(
      plans.map(async (entries, index) => {
        const own = { ...ctx, requestId: `both-${round}-${index}` }
        return postList(own, adminOf(own, 'books'), [...entries, ['~seal', seals[index] ?? '']])
      }),
    )
    const done = answers.filter((answer) => 'href' in answer)
    expect(done).toHaveLength(1)
    for (const answer of answers)
      if (!('href' in answer)) {
        expect(answer.notice).toContain('The rows have changed since you looked. Nothing was changed.')
        expect(answer.confirm?.kind).toBe('plan')
      }
    const [rows] = await client<{ sums: number[] }[]>`select array_agg(distinct copies) as sums from books where id < 4`
    expect(rows?.sums).toHaveLength(1)
    await client`update books set copies = 1`
  }
})
