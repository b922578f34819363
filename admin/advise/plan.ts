import { sql, type SQL } from 'drizzle-orm'
import type { Database } from '../postgres/database'

/** The relevant parts of a query plan. */
export interface Plan {
  /** In the planner's units, up to the last row that the page shows. */
  readonly cost: number
  /** Tables that would be read completely, by name without schema. */
  readonly scanned: ReadonlySet<string>
  readonly sorts: boolean
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Total Cost': number
  Plans?: Node[]
}

/**
 * Plans a statement without running it.
 *
 * @param options.generic The statement has `$1` instead of values; PostgreSQL 16 and newer.
 */
export async function planOf(db: Database, statement: SQL, { generic = false } = {}): Promise<Plan> {
  const options = sql.raw(generic ? 'format json, generic_plan' : 'format json')
  const [row] = await db.execute<{ 'QUERY PLAN': unknown }>(sql`explain (${options}) ${statement}`)
  // The documented format: an array with one object that contains the plan.
  const [{ Plan: root }] = parsed(row?.['QUERY PLAN']) as [{ Plan: Node }]
  const nodes = [...nodesOf(root)]
  return {
    cost: root['Total Cost'],
    scanned: new Set(
      nodes.filter((node) => node['Node Type'].endsWith('Seq Scan')).flatMap((node) => node['Relation Name'] ?? []),
    ),
    sorts: nodes.some((node) => node['Node Type'] === 'Sort'),
  }
}

function parsed(plan: unknown): unknown {
  return typeof plan === 'string' ? JSON.parse(plan) : plan
}

function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const below of node.Plans ?? []) yield* nodesOf(below)
}
