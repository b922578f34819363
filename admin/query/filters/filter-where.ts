import { sql, type SQL } from 'drizzle-orm'
import { rowsAllowed } from '../../permissions/rows-allowed'
import type { AdminContext } from '../../site/context'
import { liveSql } from '../../site/soft-delete'
import { joinedWhere, joinRef } from '../many-rows'
import { columnSql, fromSql, linkedRef, type TableRef } from '../table-ref'
import { declaredWhere } from './declared'
import type { FilterNode, Hop, ListFilter } from './filter'

/** The condition that a row of `ref` matches a filter or a group of filters. */
export function filterWhere(ctx: AdminContext, ref: TableRef, node: FilterNode): SQL {
  if (node.kind === 'filter') return leafWhere(ctx, ref, node)
  const conditions = node.nodes.map((inner) => sql`(${filterWhere(ctx, ref, inner)})`)
  if (node.of === 'or') return sql`(${sql.join(conditions, sql` or `)})`
  const all = sql`(${sql.join(conditions, sql` and `)})`
  // A comparison with NULL is neither true nor false, and a row is in the group or out of it.
  return node.of === 'not' ? sql`${all} is not true` : all
}

function leafWhere(ctx: AdminContext, ref: TableRef, filter: ListFilter): SQL {
  const { hops, subject, test } = filter
  if (subject.kind === 'many') return relatedWhere(ctx, ref, { ...filter, subject })
  if (subject.kind === 'declared') return declaredWhere(ctx, ref, { ...filter, filter: subject.filter })
  if (hops.length === 0) return subject.kind === 'column' ? test.where(columnSql(ref, subject.column)) : sql`false`
  // Rows that are missing, or that the actor may not view, count like a missing value.
  const where = test.unless ?? test.where
  // Further related rows need not be counted.
  const limit = subject.kind === 'count' ? Math.max(...test.values.map(Number)) + 1 : 0
  const found = existsAlong(ctx, ref, { hops, subject, where, limit })
  return test.unless ? sql`not ${found}` : found
}

type Along = Pick<ListFilter, 'hops' | 'subject'> & { where: (expression: SQL) => SQL; limit: number }

/** The condition that there is a row at the end of the path that matches, each table under the actor's permissions. */
function existsAlong(ctx: AdminContext, ref: TableRef, along: Along): SQL {
  const { hops, subject, where, limit } = along
  const [hop, ...rest] = hops
  if (!hop) return subject.kind === 'column' ? where(columnSql(ref, subject.column)) : sql`true`
  const next = linkedRef(ref, hop.to.table)
  const from = sql`from ${fromSql(next)} where ${seenAlong(ctx, { ref, next, hop })}`
  if (rest.length === 0 && subject.kind === 'count') return where(countUpTo(limit, from))
  return sql`exists (select 1 ${from} and ${existsAlong(ctx, next, { ...along, hops: rest })})`
}

const countUpTo = (limit: number, from: SQL) =>
  sql`(select count(*) from (select 1 ${from} limit ${sql.raw(String(limit))}) n)`

function seenAlong(ctx: AdminContext, { ref, next, hop }: { ref: TableRef; next: TableRef; hop: Hop }): SQL {
  const joined = hop.near.map((column, index) => {
    const other = hop.far[index]
    return other ? sql`${columnSql(next, other)} = ${columnSql(ref, column)}` : sql`false`
  })
  const { where } = rowsAllowed(ctx, hop.to, { verb: 'view', alias: next.alias })
  const live = hop.toMany ? [liveSql(hop.to, next.alias)] : []
  return sql.join([...joined, sql`(${where})`, ...live], sql` and `)
}

type ManyFilter = ListFilter & { subject: Extract<ListFilter['subject'], { kind: 'many' }> }

/** The rows that are related to one of the given rows; to none of them; to any, or to none at all. */
function relatedWhere(ctx: AdminContext, ref: TableRef, { subject, operator, test }: ManyFilter): SQL {
  const join = joinRef(ref, subject.many)
  const exists = (condition: SQL) =>
    sql`exists (select 1 from ${fromSql(join)} where ${joinedWhere(ctx, ref, subject.many)} and ${condition})`
  if (operator.takes === 'boolean') return test.values[0] === 'true' ? sql`not ${exists(sql`true`)}` : exists(sql`true`)
  const value = columnSql(join, subject.column)
  return test.unless ? sql`not ${exists(test.unless(value))}` : exists(test.where(value))
}
