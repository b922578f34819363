import { sql } from 'drizzle-orm'
import { relationName } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { createIndex, dropIndex, indexName, type IndexIdea } from './index-idea'
import { observedUses } from './observed'
import { planOf, type Plan } from './plan'
import { usesOf, type Use } from './uses'

export interface AdviceOptions {
  /** Tables with fewer rows are read whole in no time. Default 10,000. */
  readonly leastRows?: number
}

/** A use that no index serves. */
export interface Advice {
  /** `orders` */
  readonly table: string
  readonly kind: Use['kind']
  readonly name: string
  /** By the planner's estimate. */
  readonly rows: number
  /** The planner's units for the statement as it is. */
  readonly cost: number
  /** The same with the advised indexes; null where the extension hypopg is not there to ask. */
  readonly costWith: number | null
  readonly indexes: readonly { readonly name: string; readonly create: string; readonly drop: string }[]
  /** What stands in the way where no index would help. */
  readonly note: string | null
}

const usualLeastRows = 10_000
/** About a thousand pages read: what is below is answered before anybody notices. */
const leastCost = 1_000

/**
 * Asks the planner about each sort, declared filter, search and relation of the large tables, and about the slow lists
 * that were observed, and names the index for those that
 * would read a table from end to end.
 *
 * The actor of `ctx` must be a superuser: advice is about everybody's lists.
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
      // The index is there: the planner has looked at it and reads the table all the same.
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

/** A search through links looks cheap to the planner, which takes every second row for a match. */
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
  /** Leading plain columns, in order; an expression ends the list. */
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
  // Put together by the statement above.
  const indexes = JSON.parse(row.indexes) as { trigram: boolean; columns: string[] | null }[]
  return {
    rows: Math.max(0, Number(row.rows)),
    indexes: indexes.map(({ trigram, columns }) => ({ trigram, columns: columns ?? [] })),
  }
}

/** Whether an index begins with all that the idea needs: its own columns, or for a filter at least the first of them. */
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

/** Asks again as if the indexes were there; hypopg keeps them to this connection and away from everybody else. */
async function costWith(ctx: AdminContext, use: Use, ideas: readonly IndexIdea[]): Promise<number | null> {
  // It knows no trigrams.
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
