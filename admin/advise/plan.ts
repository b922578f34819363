import { sql, type SQL } from 'drizzle-orm'
import type { Database } from '../postgres/database'

/** What the planner means to do, as far as an index could change it. */
export interface Plan {
  /** In the planner's own units, to the last row that the page shows. */
  readonly cost: number
  /** Tables that would be read from end to end, by name without schema. */
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
 * Asks the planner about a statement without running it.
 *
 * @param options.generic For a statement with `$1` in the place of its values; PostgreSQL 16 and newer.
 */
export async function planOf(db: Database, statement: SQL, { generic = false } = {}): Promise<Plan> {
  const options = sql.raw(generic ? 'format json, generic_plan' : 'format json')
  const [row] = await db.execute<{ 'QUERY PLAN': unknown }>(sql`explain (${options}) ${statement}`)
  // PostgreSQL's documented form: an array with one object that holds the plan.
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
