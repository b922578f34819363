import { readdirSync, readFileSync } from 'node:fs'
import type postgres from 'postgres'
import { expect, test } from 'vitest'
import { AdminError, type AdminContext, connectDatabase, postList } from '@/admin/server'
import { keyOfRow } from '@/admin/query/row-key'
import type { Admin } from '@/admin/site/site'
import { seeded } from '@/admin/testing/process-fixture'
import { actorOf } from '@/admin/testing/test-user'
import { undo, undoInParts } from '@/admin/testing/kit/undo'
import { sampleData } from '@/e2e/projects/sample-dump'
import { demoPair, madeUpPair, run, samplePair, type DataPair } from './data-databases-fixture'

const databases: [string, () => Promise<DataPair>][] = [
  ['the demo', demoPair],
  ['every type and shape', madeUpPair],
  ...(sampleData === '' ? [] : ['northwind', 'chinook']).map((name): [string, () => Promise<DataPair>] => [
    name,
    () => samplePair(name),
  ]),
]

type Entry = [string, string]

const plansOfEach = 24

test.for(databases)(
  'random edits, deletes and merges of %s, taken back in reverse, leave every row as it was',
  { timeout: 240_000 },
  async ([, make]) => {
    const { site, full } = await make()
    const migrations = readdirSync('admin/migrations').filter((file) => file.endsWith('.sql'))
    await run(full, async (sql) => {
      if ((await sql`select from pg_namespace where nspname = 'brolly'`).length > 0) return
      for (const file of migrations.toSorted()) await sql.unsafe(readFileSync(`admin/migrations/${file}`, 'utf8'))
    })
    const client = connectDatabase(full, { max: 4, statementTimeoutMs: 60_000 })
    const base: AdminContext = {
      db: client.db,
      site,
      actor: actorOf({}),
      requestId: 'request-1',
      timeZone: 'UTC',
      locale: 'en-GB',
      basePath: '/admin',
      now: new Date('2026-06-30T12:00:00Z'),
    }
    try {
      await run(full, async (sql) => {
        const before = await contents(sql, base)
        const done = await randomPlans(sql, base)
        expect(done.length).toBeGreaterThan(plansOfEach / 3)
        expect(await contents(sql, base)).not.toEqual(before)
        for (const [index, request] of done.toReversed().entries()) {
          const { steps } = await (index % 2 === 0 ? undo : undoInParts)(base, request)
          expect(steps.flatMap(({ problem, admin }) => (problem === null ? [] : `${admin.path}: ${problem}`))).toEqual(
            [],
          )
        }
        expect(await contents(sql, base)).toEqual(before)
      })
    } finally {
      await client.close()
    }
  },
)

/** A digest of the rows of each table, without what the log does not hold. */
async function contents(sql: postgres.Sql, ctx: AdminContext): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const { table, path } of tablesOf(ctx)) {
    const columns = table.columns.filter(({ secret }) => !secret).map(({ name }) => quoted(name))
    const [row] = await sql.unsafe<{ digest: string }[]>(
      `select coalesce(md5(string_agg(line, ' ' order by line)), '') as digest from (select row(${columns.join()})::text as line from ${nameOf(table)}) l`,
    )
    digests[path] = row?.digest ?? ''
  }
  return digests
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const nameOf = ({ schema, name }: Admin['table']) => `${quoted(schema ?? 'public')}.${quoted(name)}`
const tablesOf = ({ site }: AdminContext) =>
  site.admins.filter(({ system, table }) => !system && table.kind === 'table')

/** A row of such a table may not come back: the log has neither secrets nor large values. */
const loses = ({ table }: Admin) =>
  table.columns.some(({ secret, notNull, baseType }) => (secret && notNull) || baseType === 'bytea')

/** @returns The requests of those that changed something. */
async function randomPlans(sql: postgres.Sql, base: AdminContext): Promise<string[]> {
  const random = seeded(20_261_127)
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]
  const tables = tablesOf(base).filter((admin) => admin.table.key.length > 0 && !loses(admin))
  const lossy = new Set(
    tablesOf(base)
      .filter(loses)
      .map(({ table }) => table.name),
  )
  const done: string[] = []
  for (let step = 0; step < plansOfEach; step++) {
    const admin = pick(tables)
    if (!admin) break
    const ctx = { ...base, requestId: `plan-${step}` }
    const columns = admin.table.key.map(({ name }) => `${quoted(name)}::text`)
    const rows = await sql.unsafe<{ parts: string[] }[]>(
      `select array[${columns.join()}] as parts from ${nameOf(admin.table)} order by md5(array[${columns.join()}]::text || ${step}) limit ${1 + (step % 3)}`,
    )
    const keys = rows.map(({ parts }): Entry => ['key', keyOfRow(ctx, admin.table, parts)])
    const kind = pick(['edit', 'edit', 'delete', 'merge'])
    const entries =
      kind === 'edit' ? editOf(admin, pick) : kind === 'merge' ? mergeOf(keys) : [['~action', 'delete'] as Entry]
    if (keys.length > 0 && (await perform(ctx, admin, { entries: [...entries, ...keys], lossy })))
      done.push(ctx.requestId)
  }
  return done
}

function editOf({ table }: Admin, pick: <T>(items: readonly T[]) => T | undefined): Entry[] {
  const free = table.columns.filter(
    ({ primaryKey, generated, secret, onUpdate }) => !primaryKey && !generated && !secret && !onUpdate,
  )
  const column = pick(free)
  if (!column) return []
  const { name, valueType, notNull } = column
  const edit: Entry[] = !notNull
    ? [[`~op.${name}`, 'clear']]
    : valueType.plus === undefined
      ? [
          [`~op.${name}`, 'set'],
          [name, 'Other'],
        ]
      : [
          [`~op.${name}`, 'add'],
          [name, '1'],
        ]
  return [['~action', '~edit'], ['~step', 'review'], ...edit]
}

const mergeOf = (keys: readonly Entry[]): Entry[] => [
  ['~action', '~merge'],
  ['~step', 'review'],
  ['~survivor', keys[0]?.[1] ?? ''],
  ['~clash', 'delete'],
]

interface Performing {
  entries: Entry[]
  /** Tables of which rows must not be deleted along. */
  lossy: ReadonlySet<string>
}

/** @returns Whether anything was done: much of what is random is refused. */
async function perform(ctx: AdminContext, admin: Admin, { entries, lossy }: Performing): Promise<boolean> {
  const first = await postList(ctx, admin, entries).catch((error: unknown) => {
    if (error instanceof AdminError) return null
    throw error
  })
  if (first === null || 'href' in first || !first.confirm) return false
  const { confirm } = first
  if (confirm.kind === 'delete') {
    const { blocked, groups, total, seal } = confirm.page
    if (blocked || groups.some(({ table }) => lossy.has(table))) return false
    await postList(ctx, admin, [...entries, ['~total', String(total)], ['~seal', seal ?? '']])
    return true
  }
  if (confirm.kind !== 'plan' || confirm.page.button === null) return false
  if (
    confirm.page.groups.some(
      ({ plural, kind }) => kind === 'delete' && [...lossy].some((name) => plural.toLowerCase() === name),
    )
  )
    return false
  const done = await postList(ctx, admin, [...entries, ['~seal', confirm.page.seal]])
  return 'href' in done
}
