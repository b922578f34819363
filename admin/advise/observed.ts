import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { rootAlias } from '../query/table-ref'
import type { IndexIdea } from './index-idea'
import type { Use } from './uses'

interface Seen extends Record<string, unknown> {
  query: string
  calls: string
  ms: number
}

/** Statements of a list with a longer average duration, in milliseconds, are examined. */
const slowMs = 20
const mostStatements = 200

/**
 * The lists that users opened and waited for, from the extension pg_stat_statements; empty if it is missing or not
 * readable. PostgreSQL 16 and newer can plan a statement without its values, older versions cannot.
 */
export async function observedUses(ctx: AdminContext): Promise<Map<Admin, Use[]>> {
  const uses = new Map<Admin, Use[]>()
  if (!(await canObserve(ctx))) return uses
  const seen = await ctx.db.execute<Seen>(sql`
    select query, calls::text, mean_exec_time as ms from pg_stat_statements s
    where s.dbid = (select oid from pg_database where datname = current_database())
      and mean_exec_time >= ${slowMs}::float8 and query like 'select %' and query like ${`%" "${rootAlias}" where %`}
    order by total_exec_time desc limit ${mostStatements}::int`)
  for (const statement of seen) {
    const admin = ctx.site.admins.find(({ table }) => statement.query.includes(` from ${fromText(table)} where `))
    if (!admin || admin.system) continue
    const ideas = ideasOf(statement.query, admin)
    const use: Use = {
      kind: 'observed',
      name: `${Number(statement.calls).toLocaleString('en')} times, ${Math.round(statement.ms)} ms each`,
      statement: sql`${sql.raw(statement.query)}`,
      ideas,
    }
    uses.set(admin, [...(uses.get(admin) ?? []), use])
  }
  return uses
}

async function canObserve({ db }: AdminContext): Promise<boolean> {
  const [row] = await db.execute<{ able: boolean }>(sql`
    select current_setting('server_version_num')::int >= 160000
      and coalesce(has_table_privilege(to_regclass('pg_stat_statements')::oid, 'select'), false) as able`)
  return row?.able === true
}

function fromText({ schema, name }: Admin['table']): string {
  const quoted = [schema, name].filter((part) => part !== null).map((part) => `"${part.replaceAll('"', '""')}"`)
  return `${quoted.join('.')} "${rootAlias}"`
}

/** The columns that the list's own statement compares and sorts by. Its form is known, so two patterns suffice. */
function ideasOf(query: string, { table }: Admin): IndexIdea[] {
  const own = query.slice(query.lastIndexOf(` from ${fromText(table)} where `))
  const [where = '', order = ''] = own.split(' order by ')
  const named = (name: string | undefined) => table.columns.find((column) => column.name === name)
  const compared = [...where.matchAll(/"t"\."([^"]+)" (=|in|ilike) /gu)]
  const equal = compared.flatMap(([, name, sign]) => (sign === 'ilike' ? [] : (named(name) ?? [])))
  const texts = compared.flatMap(([, name, sign]) => (sign === 'ilike' ? (named(name) ?? []) : []))
  const ordered = [...order.matchAll(/"t"\."([^"]+)"( desc)?/gu)].flatMap(([, name, descending]) => {
    const column = named(name)
    return column ? [{ column, descending: descending !== undefined }] : []
  })
  if (texts.length > 0)
    return texts.map((column): IndexIdea => ({ table, columns: [{ column, descending: false }], kind: 'trigram' }))
  const columns = [
    ...equal.map((column) => ({ column, descending: false })),
    ...ordered.filter(({ column }) => !equal.includes(column)),
  ]
  return columns.length === 0 ? [] : [{ table, columns, kind: 'btree' }]
}
