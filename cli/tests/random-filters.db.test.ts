import type postgres from 'postgres'
import { expect, test } from 'vitest'
import { type AdminContext, connectDatabase, filtersBeyond, listPage, type Parameters } from '@/admin/server'
import { keyOfRow } from '@/admin/query/row-key'
import { escapeName } from '@/admin/schema/keys'
import type { Admin } from '@/admin/site/site'
import { actorOf } from '@/admin/testing/test-user'
import { fuzzSeed, seededRandom } from '@/admin/testing/kit/mutations'
import { sampleData } from '@/e2e/projects/sample-dump'
import { madeUpPair, run, samplePair, type DataPair } from './data-databases-fixture'
import {
  conditionsOn,
  type Condition,
  type Filtered,
  nameOf,
  quoted,
  type Values,
  valuesOf,
} from './filter-conditions-fixture'

const databases: [string, () => Promise<DataPair>][] = [
  ['every type and shape', madeUpPair],
  ...(sampleData === '' ? [] : ['northwind', 'chinook']).map((name): [string, () => Promise<DataPair>] => [
    name,
    () => samplePair(name),
  ]),
]

const treesOfEach = 120
/** A list shows as many rows as this at once. */
const mostRows = 1000

test.for(databases)(
  'random filters on the tables of %s find what plain SQL finds',
  { timeout: 120_000 },
  async ([, make]) => {
    const { site, full } = await make()
    const client = connectDatabase(full, { max: 4 })
    const ctx: AdminContext = {
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
      const { some, operators, types } = await run(full, (sql) => compareAll(sql, ctx))
      // Otherwise nothing was told apart, or little was tried.
      expect(some).toBeGreaterThan(treesOfEach / 10)
      expect(operators.size).toBeGreaterThan(12)
      expect(types.size).toBeGreaterThan(2)
    } finally {
      await client.close()
    }
  },
)

interface Tried {
  /** The number of filters that found some rows and not all. */
  some: number
  operators: ReadonlySet<string>
  types: ReadonlySet<string>
}

async function compareAll(sql: postgres.Sql, ctx: AdminContext): Promise<Tried> {
  const seed = fuzzSeed()
  const random = seededRandom(seed)
  const tables = ctx.site.admins.filter(
    ({ system, table }) => !system && table.kind === 'table' && table.key.length > 0,
  )
  const values = new Map<Admin, Values>()
  for (const admin of tables) values.set(admin, await valuesOf(sql, admin.table, seed))
  const filled = tables.filter((admin) => (values.get(admin)?.size ?? 0) > 0)
  const operators = new Set<string>()
  const types = new Set<string>()
  let some = 0
  for (let round = 0; round < treesOfEach; round++) {
    const admin = filled[round % filled.length]
    if (!admin) throw new Error('There are no rows.')
    const conditions = await choicesFor(ctx, admin, { random, values })
    if (conditions.length === 0) continue
    const { parameters, where, used } = treeOf(conditions, random)
    for (const { operator, type } of used) {
      operators.add(operator)
      types.add(type)
    }
    const told = `BROLLY_FUZZ_SEED=${seed}, ${admin.path}: ${JSON.stringify(parameters)} is where ${where}`
    some += await compare(sql, { ctx, admin, parameters, where, told })
  }
  return { some, operators, types }
}

/** The conditions on a table that its list offers, also on the rows that it refers to. */
async function choicesFor(
  ctx: AdminContext,
  admin: Admin,
  { random, values }: { random: () => number; values: ReadonlyMap<Admin, Values> },
): Promise<Condition[]> {
  const metas = [
    ...(await listPage(ctx, admin, [['size', '1']])).filters,
    ...(await Promise.all(admin.table.links.map(({ name }) => filtersBeyond(ctx, admin, escapeName(name))))).flat(),
  ]
  const offered = new Set(metas.flatMap(({ name, operators }) => operators.map(({ id }) => `${name}.${id}`)))
  const own = conditionsOn({ alias: 't', prefix: '', values: values.get(admin) ?? new Map(), random })
  const beyond = admin.table.links.flatMap((link): Condition[] => {
    const target = ctx.site.adminOf(link.target)
    if (target.system) return []
    const joined = link.columns.map(
      (column, index) => `s.${quoted(link.targetColumns[index]?.name ?? '')} = t.${quoted(column.name)}`,
    )
    const found = (where: string) =>
      `exists (select 1 from ${nameOf(link.target)} s where ${joined.join(' and ')} and (${where}))`
    const there = conditionsOn({
      alias: 's',
      prefix: `${escapeName(link.name)}.`,
      values: values.get(target) ?? new Map(),
      random,
    })
    return there.map(({ where, unless, ...rest }) => ({
      ...rest,
      where: unless === null ? found(where) : `not ${found(unless)}`,
      unless: null,
    }))
  })
  return [...own, ...beyond].filter(({ name }) => offered.has(name))
}

interface Tree {
  parameters: Parameters
  where: string
  used: Filtered[]
}

/** Up to three conditions, some of them in groups. */
function treeOf(conditions: readonly Condition[], random: () => number, prefix = ''): Tree {
  const members = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index): Tree => {
    if (prefix.length < 12 && random() < 0.3)
      return groupOf(conditions, random, `${prefix}${['or', 'not'][Math.floor(random() * 2)]}.${index}.`)
    const condition = conditions[Math.floor(random() * conditions.length)]
    if (!condition) throw new Error('There are no conditions.')
    return {
      parameters: [[`${prefix}${condition.name}`, condition.value]],
      where: `(${condition.where})`,
      used: [condition],
    }
  })
  // The same parameter twice in one place is another condition, or none.
  const names = members.map(({ parameters: [first] }) => first?.[0])
  const distinct = members.filter((_, index) => names.indexOf(names[index]) === index)
  const isEither = /(?:^|\.)or\.\d+\.$/u.test(prefix)
  return {
    parameters: distinct.flatMap(({ parameters }) => parameters),
    where: `(${distinct.map(({ where }) => where).join(isEither ? ' or ' : ' and ')})`,
    used: distinct.flatMap(({ used }) => used),
  }
}

function groupOf(conditions: readonly Condition[], random: () => number, prefix: string): Tree {
  const tree = treeOf(conditions, random, prefix)
  return /(?:^|\.)not\.\d+\.$/u.test(prefix) ? { ...tree, where: `(not coalesce(${tree.where}, false))` } : tree
}

interface Compared {
  ctx: AdminContext
  admin: Admin
  parameters: Parameters
  where: string
  told: string
}

/** @returns 1 if the filters find some rows and not all, else 0 */
async function compare(sql: postgres.Sql, { ctx, admin, parameters, where, told }: Compared): Promise<number> {
  const key = admin.table.key.map(({ name }) => `t.${quoted(name)}::text`)
  const rows = await sql.unsafe<{ parts: string[]; matches: boolean }[]>(
    `select array[${key.join()}] as parts, coalesce(${where}, false) as matches from ${nameOf(admin.table)} t`,
  )
  const wanted = rows.filter(({ matches }) => matches).map(({ parts }) => keyOfRow(ctx, admin.table, parts))
  const page = await listPage(ctx, admin, [['size', String(mostRows)], ...parameters]).catch((error: unknown) => {
    throw new Error(told, { cause: error })
  })
  if (wanted.length <= mostRows) expect(page.rows.map(([found]) => found).toSorted(), told).toEqual(wanted.toSorted())
  else expect(page.exactCount, told).toBe(wanted.length)
  return wanted.length > 0 && wanted.length < rows.length ? 1 : 0
}
