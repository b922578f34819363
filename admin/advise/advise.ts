import { sql } from 'drizzle-orm'
import { relationName } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { createIndex, dropIndex, indexName, type IndexIdea } from './index-idea'
import { observedUses } from './observed'
import { planOf, type Plan } from './plan'
import { usesOf, type Use } from './uses'

export interface AdviceOptions {
  /** Smaller tables are read quickly as a whole. Default 10,000. */
  readonly leastRows?: number
}

/** A use of a table that no index supports. */
export interface Advice {
  /** `orders` */
  readonly table: string
  readonly kind: Use['kind']
  readonly name: string
  /** The planner's estimate. */
  readonly rows: number
  /** The planner's cost of the statement. */
  readonly cost: number
  /** The cost with the suggested indexes; null without the extension hypopg. */
  readonly costWith: number | null
  readonly indexes: readonly { readonly name: string; readonly create: string; readonly drop: string }[]
  /** The reason, if no index would help. */
  readonly note: string | null
}

const usualLeastRows = 10_000
/** About a thousand pages: anything cheaper is not noticeable. */
const leastCost = 1_000

/**
 * Plans each sort, declared filter, search and relation of the large tables, and the slow lists that were observed, and
 * suggests an index for those that would read a whole table.
 *
 * The actor of `ctx` must be a superuser, because the advice concerns the lists of all users.
 */
export async function adviseIndexes(ctx: AdminContext, options: AdviceOptions = {}): Promise<Advice[]> {
  const { leastRows = usualLeastRows } = options
  const advice: Advice[] = []
  const observed = await observedUses(ctx)
  const hypothetical = await hasHypotheticalIndexes(ctx)
  for (const admin of ctx.site.admins) {
    if (admin.system || admin.table.kind !== 'table') continue
    const found = await tableFacts(ctx, admin)
    if (!found || found.rows < leastRows) continue
    for (const use of [...usesOf(ctx, admin), ...(observed.get(admin) ?? [])]) {
      const plan = await planOf(ctx.db, use.statement, { generic: use.kind === 'observed' })
      if (!unserved(plan, use, admin)) continue
      const missing = use.ideas.filter((idea) => !found.indexes.some((index) => serves(index, idea)))
      // The index exists, but the planner still reads the whole table.
      if (missing.length === 0 && use.ideas.length > 0) continue
      advice.push({
        table: admin.path,
        kind: use.kind,
        name: use.name,
        rows: found.rows,
        cost: Math.round(plan.cost),
        costWith: hypothetical && use.kind !== 'observed' ? await costWith(ctx, use, missing) : null,
        indexes: missing.map((idea) => ({ name: indexName(idea), create: createIndex(idea), drop: dropIndex(idea) })),
        note: noteOf(use, missing),
      })
    }
  }
  return advice
}

/** A search through links looks cheap to the planner, which assumes that every second row matches. */
function unserved(plan: Plan, use: Use, { table }: Admin): boolean {
  if (use.kind === 'search' && use.ideas.length === 0) return true
  return plan.scanned.has(table.name) && plan.cost >= leastCost
}

function noteOf(use: Use, missing: readonly IndexIdea[]): string | null {
  if (use.ideas.length === 0)
    return use.kind === 'search'
      ? 'It also searches columns of another table, which an index on this one cannot cover.'
      : 'It uses an expression that is not a column of this table, which an index on it cannot cover.'
  return missing.some(({ kind }) => kind === 'trigram') ? 'Needs CREATE EXTENSION IF NOT EXISTS pg_trgm;' : null
}

interface ExistingIndex {
  /** Plain columns at the start of the index, in order, up to the first expression. */
  columns: string[]
  trigram: boolean
}

interface TableFacts {
  rows: number
  indexes: ExistingIndex[]
}

async function tableFacts(ctx: AdminContext, { table }: Admin): Promise<TableFacts | undefined> {
  const [row] = await ctx.db.execute<{ rows: string; indexes: string }>(sql`
    select c.reltuples::bigint::text as rows, coalesce((
      select json_agg(json_build_object('trigram', pg_get_indexdef(i.indexrelid) like '%_trgm_ops%', 'columns',
        (select json_agg(a.attname order by k.place) from unnest(i.indkey::int2[]) with ordinality k(number, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number where k.place <= i.indnkeyatts)))
      from pg_index i where i.indrelid = c.oid and i.indisvalid and i.indpred is null)::text, '[]') as indexes
    from pg_class c where c.oid = to_regclass(${relationName(table)})`)
  if (!row) return undefined
  // The statement above builds this JSON.
  const indexes = JSON.parse(row.indexes) as { trigram: boolean; columns: string[] | null }[]
  return {
    rows: Math.max(0, Number(row.rows)),
    indexes: indexes.map(({ trigram, columns }) => ({ trigram, columns: columns ?? [] })),
  }
}

/** Whether an index starts with the columns of a suggestion: all of them or, for a filter, at least the first. */
function serves(index: ExistingIndex, { columns, kind }: IndexIdea): boolean {
  if (index.trigram !== (kind === 'trigram')) return false
  const [first] = columns
  return first !== undefined && index.columns[0] === first.column.name
}

async function hasHypotheticalIndexes({ db }: AdminContext): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(
    sql`select exists (select from pg_extension where extname = 'hypopg') as found`,
  )
  return row?.found === true
}

/** Plans again as if the indexes existed; hypopg limits them to this connection. */
async function costWith(ctx: AdminContext, use: Use, ideas: readonly IndexIdea[]): Promise<number | null> {
  // hypopg does not support trigrams.
  if (ideas.length === 0 || ideas.some(({ kind }) => kind === 'trigram')) return null
  return ctx.db.transaction(async (tx) => {
    for (const idea of ideas) {
      const create = createIndex(idea).replace(' CONCURRENTLY IF NOT EXISTS', '').replace(/;$/u, '')
      await tx.execute(sql`select hypopg_create_index(${create})`)
    }
    const { cost } = await planOf(tx, use.statement)
    await tx.execute(sql`select hypopg_reset()`)
    return Math.round(cost)
  })
}
