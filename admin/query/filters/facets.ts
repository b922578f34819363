import { sql, type SQL } from 'drizzle-orm'
import { isPeriod } from '../../fields/filter-operators'
import { databaseFailure } from '../../postgres/errors'
import { sqlState } from '../../errors/sql-state'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { linkedLabelSql, rowLabel } from '../label-sql'
import { listWhere } from '../list-rows'
import type { ListState } from '../list-state'
import { columnStatistics, estimatedRows } from '../statistics'
import { columnSql, fromSql, rootRef, type TableRef } from '../table-ref'
import type { Filterable } from './filter'
import { takesRows } from './named-value'

/** How often one value, period, or NULL occurs among the rows that the other filters leave. */
export interface FacetCount {
  operator: 'eq' | 'null'
  value: string
  label: string
  rows: number
}

export interface Facet {
  counts: FacetCount[]
  /** There are more values than these. */
  more: boolean
  /** Only so many rows were counted. */
  sample: number | null
}

/** More values do not help. */
const mostValues = 50
/** The rows that are counted, so that the cost does not grow with the table. */
const mostCounted = 100_000
const timeoutMs = 2_000
const periods = ['today', 'last 7 days', 'this month', 'this year'] as const
/** A column with more different values is asked for by typing. */
const mostDistinct = 1_000

/** Whether the values of a column are worth counting: choices, booleans, linked rows, few texts, and dates. */
export function hasFacet(ctx: AdminContext, { hops, subject }: Filterable): boolean {
  if (hops.length > 0 || subject.kind !== 'column' || subject.keys.length > 0) return false
  const { column } = subject
  if (column.type.meta(column).options || column.link || isDated(column)) return true
  const distinct = columnStatistics(ctx, column)?.distinct ?? null
  return (
    column.valueType.search === 'text' &&
    !column.type.heavy &&
    distinct !== null &&
    distinct > 0 &&
    distinct <= mostDistinct
  )
}

const isDated = (column: ColumnModel) => isPeriod('today', column)

/**
 * The values of a column with their numbers of rows, under all filters of the list but those on this column, and the
 * search. At most 100,000 rows are counted, for at most two seconds.
 *
 * @returns Null if that takes too long.
 */
export async function readFacet(
  ctx: AdminContext,
  admin: Admin,
  { filterable, column, state }: { filterable: Filterable; column: ColumnModel; state: ListState },
): Promise<Facet | null> {
  const ref = rootRef(admin.table)
  const own = state.filters.find((node) => node.kind === 'filter' && node.path === filterable.name)
  const period = own?.kind === 'filter' && own.operator.id === 'eq' ? (own.raw[0] ?? '') : ''
  const inside = isDated(column) && /^\d{4}(?:-\d{2})?$/u.test(period) ? period : null
  // The parts of a period are counted within it, so that an index on the column serves.
  const others = state.filters.filter((node) => node !== own || inside !== null)
  const { where } = listWhere(ctx, admin, { filters: others, search: state.search })
  const from = sql`(select * from ${fromSql(ref)} where ${where} limit ${sql.raw(String(mostCounted + 1))}) ${sql.identifier(ref.alias)}`
  const isLarge = (estimatedRows(ctx, admin.table) ?? 0) > mostCounted
  const asked = { ref, from, column, filterable, inside }
  try {
    return await ctx.db.transaction(async (tx) => {
      if (isLarge) await tx.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`)
      const within = { ...ctx, db: tx }
      return isDated(column) ? periodCounts(within, asked) : valueCounts(within, asked)
    })
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.queryCanceled) return null
    throw error
  }
}

interface Asked {
  ref: TableRef
  from: SQL
  column: ColumnModel
  filterable: Filterable
  /** The year or month that the list is filtered by. */
  inside: string | null
}

const sampleOf = (total: number) => (total > mostCounted ? mostCounted : null)

async function valueCounts(ctx: AdminContext, { ref, from, column, filterable }: Asked): Promise<Facet> {
  const value = columnSql(ref, column)
  const link = takesRows(ctx, filterable) ? column.link : null
  const rows = await ctx.db.execute<{ value: string | null; n: string; total: string; label: string | null }>(sql`
    select q.value::text as value, q.n::text as n, q.total::text as total,
      ${link && link.columns.length === 1 ? linkedLabelSql(ctx, { ref: { table: ref.table, alias: 'q' }, link: { ...link, columns: [{ ...column, name: 'value' }] } }) : sql`null::text`} as label
    from (select ${value} as value, count(*) as n, sum(count(*)) over () as total from ${from} group by 1
      order by count(*) desc, 1 limit ${mostValues + 1}) q order by q.n desc`)
  const options = column.type.meta(column).options
  const counts = rows.slice(0, mostValues).flatMap((row): FacetCount[] => {
    const found = Number(row.n)
    if (row.value === null) return [{ operator: 'null', value: 'true', label: '', rows: found }]
    const plain = options ? column.type.toForm(row.value, column, ctx) : row.value
    const option = options?.find((candidate) => candidate.value === plain)
    // A linked row that the actor may not view has no name, and no line of its own.
    if (link && row.label === null) return []
    const label = link ? rowLabel(row.label, { key: link.targetColumns }, [row.value]) : (option?.label ?? plain)
    return [{ operator: 'eq', value: plain, label, rows: found }]
  })
  return { counts, more: rows.length > mostValues, sample: sampleOf(Number(rows[0]?.total ?? 0)) }
}

/** Periods as ranges of the bare column: relative ones and years, or the months or days of the period that is filtered by. */
async function periodCounts(ctx: AdminContext, asked: Asked): Promise<Facet> {
  const { inside } = asked
  if (inside !== null) return countPeriods(ctx, asked, partsOf(inside))
  const value = columnSql(asked.ref, asked.column)
  const [ends] = await ctx.db.execute<{ first: string | null; last: string | null }>(
    sql`select min(${value})::text as first, max(${value})::text as last from ${asked.from}`,
  )
  const [first, last] = [ends?.first, ends?.last].map((text) =>
    Number(/^\d{4}(?=-)/u.exec(text ?? '')?.[0] ?? Number.NaN),
  )
  return countPeriods(ctx, asked, [...periods, ...yearsBetween(first, last)])
}

const mostYears = 20

function yearsBetween(first = Number.NaN, last = Number.NaN): string[] {
  if (Number.isNaN(first) || Number.isNaN(last)) return []
  const count = Math.min(last - first + 1, mostYears)
  return Array.from({ length: count }, (_, index) => String(last - index).padStart(4, '0'))
}

/** The months of a year, the days of a month. */
function partsOf(period: string): string[] {
  const [year = '', month] = period.split('-')
  const count = month === undefined ? 12 : new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return Array.from({ length: count }, (_, index) => `${period}-${String(index + 1).padStart(2, '0')}`)
}

async function countPeriods(
  ctx: AdminContext,
  { ref, from, column, filterable }: Asked,
  wanted: readonly string[],
): Promise<Facet> {
  const equal = filterable.operators.find(({ id }) => id === 'eq')
  const value = columnSql(ref, column)
  const columns = wanted.map(
    (period, index) =>
      sql`count(*) filter (where ${equal?.test([period], ctx).where(value) ?? sql`false`})::text as ${sql.identifier(`p${index}`)}`,
  )
  const [row] = await ctx.db.execute<Record<string, string>>(
    sql`select ${sql.join(columns, sql`, `)}, count(*) filter (where ${value} is null)::text as none, count(*)::text as total from ${from}`,
  )
  const none = Number(row?.none ?? 0)
  const counts = wanted.map((period, index): FacetCount => ({
    operator: 'eq',
    value: period,
    label: period.charAt(0).toUpperCase() + period.slice(1),
    rows: Number(row?.[`p${index}`] ?? 0),
  }))
  const missing: FacetCount[] = none > 0 ? [{ operator: 'null', value: 'true', label: '', rows: none }] : []
  return { counts: [...counts, ...missing], more: false, sample: sampleOf(Number(row?.total ?? 0)) }
}
