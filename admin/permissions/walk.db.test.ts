import { eq, TransactionRollbackError } from 'drizzle-orm'
import { expect } from 'vitest'
import * as server from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books, branches } from '../testing/kit/library'
import { adminOf, test, type Asking, type SiteFixture } from '../testing/kit/site-test'
import { allOf } from '../testing/kit/streams'
import type { Database } from '../postgres/database'
import type { ActionOptions } from '../site/action'
import type { AdminContext } from '../site/context'
import { guarded, type Cells, type Need, type Target } from './matrix-fixture'
import { ownMeasure, withoutActor } from './walk-fixture'

const publish: ActionOptions<typeof books> = {
  name: 'publish',
  label: 'Publish',
  permission: 'change',
  run: async ({ update }) => `${await update({ subtitle: 'x' })}`,
}
const base = { actions: [publish], personal: { notes: 'text' as const } }
const plain = [defineAdmin(books, base)]
const grouped = [defineAdmin(books, { ...base, group: 'Library' })]

const verbs = ['view', 'add', 'change', 'delete', 'export', 'reveal'] as const
const others = ['authors', 'branches', 'members', 'loans', 'tags', 'book_tags']
const grantsOf = (tables: readonly string[], which: readonly string[] = verbs) =>
  tables.flatMap((table) => which.map((verb) => `${table}.${verb}`))
const allGrants = grantsOf(['books', ...others])

const inBranch = (_: unknown, t: typeof books) => eq(t.branchId, 2)

interface Kind {
  readonly asking: Asking
  /** What this actor has. To change rows is to view them. */
  readonly has: readonly Need[]
  readonly isReader?: true
  /** What hides the row outside: its rule, or the row above it. */
  readonly hides?: 'row' | 'title'
}

const everything: readonly Need[] = [...verbs, 'links']
const kinds: Readonly<Record<string, Kind>> = {
  'no rights': { asking: { grants: [] }, has: [] },
  'every right on other tables': { asking: { grants: grantsOf(others) }, has: ['links'] },
  ...Object.fromEntries(
    verbs.map((verb): [string, Kind] => [
      `${verb} only`,
      { asking: { grants: [`books.${verb}`] }, has: verb === 'change' ? ['view', verb] : [verb] },
    ]),
  ),
  'every right but to reveal': {
    asking: { grants: allGrants.filter((name) => name !== 'books.reveal') },
    has: everything.filter((need) => need !== 'reveal'),
  },
  'a reader of somebody with every right': { asking: { grants: allGrants }, has: ['view', 'links'], isReader: true },
  'a rule for rows': {
    asking: {
      grants: allGrants,
      admins: [defineAdmin(books, { ...base, permissions: { view: inBranch, add: inBranch } })],
    },
    has: everything,
    hides: 'row',
  },
  'a rule of the row above': {
    asking: {
      grants: allGrants,
      admins: [
        defineAdmin(branches, { permissions: { view: (_, t) => eq(t.id, 2) } }),
        defineAdmin(books, { ...base, permissions: { via: 'branchId' } }),
      ],
    },
    has: everything,
    hides: 'row',
  },
  'a rule of the group that hides it': {
    asking: { grants: allGrants, admins: grouped, permissions: { Library: { view: (actor) => actor.in('nobody') } } },
    has: ['links'],
  },
  'a rule of the group that keeps it as it is': {
    asking: {
      grants: allGrants,
      admins: grouped,
      permissions: { Library: { add: () => false, change: () => false, delete: () => false, export: () => false } },
    },
    has: ['view', 'reveal', 'links'],
  },
  'a rule for a field': {
    asking: {
      grants: allGrants,
      admins: [defineAdmin(books, { ...base, permissions: { fields: { title: { view: () => false } } } })],
    },
    has: everything,
    hides: 'title',
  },
  superuser: { asking: {}, has: [...everything, 'superuser'] },
}

test('every export of the door has an entry here', () => {
  expect(Object.keys(server).toSorted()).toEqual([...Object.keys(guarded), ...ownMeasure, ...withoutActor].toSorted())
})

test.for(Object.entries(guarded))(
  'SEC-045, SEC-046, SEC-049, SEC-057: %s is for whom it is meant, in every row of the matrix',
  async ([, cells], { as, db, client }) => {
    const [inside, outside] = await targets({ as, db, client })
    const before = await state(db)
    const cellsOf = ([name, kind]: [string, Kind]): Cell[] =>
      (kind.hides === 'row' ? [inside, outside] : [inside]).map((at) => {
        const told = `${name}, ${at === outside ? 'outside' : 'inside'}`
        return { ctx: contextFor(name, kind, as), kind, cells, at, isHidden: at === outside, told }
      })
    const all = Object.entries(kinds).flatMap(cellsOf)
    const isRefused = ({ kind }: Cell) => !hasAll(kind, cells.needs)
    const wrong = await problemsOf(db, all.filter(isRefused), before)
    for (const cell of all) if (!isRefused(cell)) wrong.push(...(await problemsOf(db, [cell], before)))
    expect(wrong).toEqual([])
  },
)

const contexts = new Map<string, AdminContext>()

/** The context of an actor. Reading the schema of a site takes longer than most calls, so it is made once. */
function contextFor(name: string, { asking, isReader }: Kind, as: SiteFixture['as']): AdminContext {
  const known = contexts.get(name)
  if (known) return known
  const ctx = as({ admins: plain, ...asking })
  const made = { ...ctx, actor: { ...ctx.actor, isReader: isReader === true } }
  contexts.set(name, made)
  return made
}

interface Cell {
  ctx: AdminContext
  kind: Kind
  cells: Cells
  at: Target
  isHidden: boolean
  /** Names it in messages. */
  told: string
}

const hasAll = ({ has }: Kind, needs: readonly Need[]) => needs.every((need) => has.includes(need))

/** What is wrong with these calls, one after the other. They are rolled back afterwards. */
async function problemsOf(db: Database, cells: readonly Cell[], before: string): Promise<string[]> {
  const problems: string[] = []
  await db
    .transaction(async (tx) => {
      for (const cell of cells) {
        const ctx = { ...cell.ctx, db: tx }
        const answer = await outcome(async () => cell.cells.call(ctx, adminOf(ctx, 'books'), cell.at))
        problems.push(...judged(cell, answer).map((problem) => `${cell.told}: ${problem}`))
      }
      const isChanged = (await state(tx)) !== before
      const [cell] = cells
      if (cell && isChanged && (cell.isHidden || !mayChange(cell)))
        problems.push(`${cells.map(({ told }) => told).join(' or ')}: changed data`)
      if (cell && !isChanged && mayChange(cell) && isOpen(cell)) problems.push(`${cell.told}: changed nothing`)
      tx.rollback()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TransactionRollbackError)) throw error
    })
  return problems
}

const isOpen = ({ kind, isHidden }: Cell) => !isHidden && kind.hides !== 'title'

const mayChange = ({ kind, cells: { needs, changes } }: Cell) =>
  changes !== undefined && hasAll(kind, needs) && hasAll(kind, changes)

function judged(cell: Cell, { code, text }: { code: string; text: string }): string[] {
  const { kind, cells, at, isHidden } = cell
  const may = hasAll(kind, cells.needs)
  const reveals = cells.needs.includes('reveal') && may && !isHidden
  const rules: readonly (readonly [boolean, string])[] = [
    [!may && code !== 'FORBIDDEN', `was let on: ${code}`],
    [may && isOpen(cell) && code === 'FORBIDDEN', `was refused: ${text}`],
    [cells.shows === true && may && isOpen(cell) && !text.includes(at.title), 'lacks the title'],
    [!(may && isOpen(cell)) && text.includes(at.title), 'shows the title'],
    [text.includes('CANARY-token'), 'shows a secret'],
    [text.includes('CANARY-notes') && !reveals, 'shows a masked value'],
  ]
  return rules.flatMap(([isWrong, problem]) => (isWrong ? [problem.slice(0, 200)] : []))
}

/** A row of the branch that rules show, and one of the other, each with an earlier title and a deleted row beside it. */
async function targets({ client, as }: SiteFixture): Promise<[Target, Target]> {
  await client`update books set notes = 'CANARY-notes-' || id, access_token = 'CANARY-token-' || id,
    title = 'Title' || id || 'x'`
  await client`insert into books (id, title, branch_id, slug) values (12, 'Title12x', 1, 'x'), (14, 'Title14x', 2, 'x')`
  const ctx = as({ admins: plain })
  for (const key of ['12', '14'])
    await server.deleteRecords(ctx, adminOf(ctx, 'books'), { selection: { kind: 'keys', keys: [key] }, agreed: 1 })
  const rows = await client<Target[]>`
    with noted as (insert into brolly.audit_entries (actor_label, "table", key, label, action, changes)
      select 'x', 'books', id::text, title, 'change', jsonb_build_object('title', jsonb_build_array(title || '-before', title))
      from books where id in (2, 4) returning id, key)
    select b.id::text as key, b.title, b.xmin::text as version, b.branch_id::text as branch, noted.id::text as entry, d.id::text as deleted
    from books b join noted on noted.key = b.id::text
      join brolly.audit_entries d on d.key = (b.id + 10)::text and d.action = 'delete' order by b.id desc`
  const [inside, outside] = rows
  if (!inside || !outside) throw new Error('The rows of the matrix are missing.')
  return [inside, outside]
}

/** The result of a call as text, or its error; of a generator, all that it yields. */
async function outcome(call: () => Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    const result = await call()
    const isStream = typeof result === 'object' && result !== null && Symbol.asyncIterator in result
    const whole = isStream ? await allOf(result as AsyncIterable<unknown>) : (result ?? null)
    return { code: 'ok', text: JSON.stringify(whole) }
  } catch (error) {
    const code = error instanceof server.AdminError ? error.code : 'fault'
    return { code, text: String(error) + JSON.stringify(error) }
  }
}

const watched = ['books', ...others, 'notices', 'brolly.audit_entries']
const accounts = [
  'users',
  'groups',
  'user_groups',
  'grants',
  'sessions',
  'api_tokens',
  'views',
  'default_views',
  'mails',
  'mail_links',
]

/** A checksum of everything that a user can change. */
async function state(db: Database): Promise<string> {
  const tables = [...watched, ...accounts.map((name) => `brolly.${name}`)]
  const sums = tables.map((table) => `(select md5(string_agg(t::text, ',' order by t::text)) from ${table} t)`)
  const [row] = await db.execute<{ sum: string }>(`select concat_ws(' ', ${sums.join(', ')}) as sum`)
  return row?.sum ?? ''
}

test('SEC-045: the index and the navigation of who has no grants are empty', async ({ as }) => {
  const ctx = as({ grants: [] })

  expect(await server.indexPage(ctx)).toMatchObject({ groups: [], recent: [], views: [] })
  expect(server.shellOf(ctx, { environment: null, pendingMigrations: 2 })).toMatchObject({ groups: [], system: [] })
})
