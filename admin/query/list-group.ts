import { sql, type SQL } from 'drizzle-orm'
import { badQuery, shorten } from '../errors/bad-query'
import { sqlState } from '../errors/sql-state'
import { type PeriodUnit, periodUnits } from '../fields/group-period'
import { columnsAllowed } from '../permissions/columns-allowed'
import { databaseFailure } from '../postgres/errors'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { countLimit } from './count-rows'
import { hasFacet } from './filters/facets'
import { filterableColumn } from './filters/filterable'
import { linkedLabelSql, rowLabel } from './label-sql'
import { listTotalSql, totalText, type ListTotal } from './list-totals'
import { estimatedRows } from './statistics'
import { columnSql, fromSql, rootRef } from './table-ref'
import * as words from '../words/groups'

/** The column by which a list is grouped. */
export interface ListGrouping {
  /** As in URLs: `status`, `created_at.month`. */
  name: string
  column: ColumnModel
  /** Of dates. */
  unit: PeriodUnit | null
}

/** A list shows no more groups. */
export const mostGroups = 100
const mostMs = 5_000

/** How a column's rows can be grouped: by its values, or by periods; not at all if there are too many values to be groups. */
export function groupingsOf(ctx: AdminContext, admin: Admin, column: ColumnModel): ListGrouping[] {
  const filterable = filterableColumn(column)
  if (!filterable) return []
  const name = escapeName(column.name)
  if (column.valueType.periodOf) return periodUnits.map((unit) => ({ name: `${name}.${unit}`, column, unit }))
  // Of a small table there may be no statistics.
  const isShort = column.valueType.search === 'text' && !column.type.heavy && !column.primaryKey
  const isFew = isShort && (estimatedRows(ctx, admin.table) ?? 0) <= countLimit
  return hasFacet(ctx, filterable) || isFew ? [{ name, column, unit: null }] : []
}

/**
 * Reads `group=status`.
 *
 * @throws {AdminError} `BAD_QUERY` for a column that does not exist for this actor, or is not grouped by.
 */
export function parseGrouping(ctx: AdminContext, admin: Admin, text: string | undefined): ListGrouping | null {
  if (text === undefined || text === '') return null
  const grouping = groupingNamed(ctx, admin, text)
  if (!grouping) throw badQuery(words.noGroup(shorten(text)))
  return grouping
}

/** The grouping with this name, if it exists for this actor. */
export function groupingNamed(ctx: AdminContext, admin: Admin, name: string): ListGrouping | undefined {
  const [first] = name.split('.')
  const column = columnsAllowed(ctx, admin).find((candidate) => escapeName(candidate.name) === first)
  return column && groupingsOf(ctx, admin, column).find((grouping) => grouping.name === name)
}

/** Rows with the same value, or of the same period. */
export interface RowGroup {
  /** As a filter takes it; null for rows without a value. */
  value: string | null
  label: string
  rows: number
  /** By the total's name. */
  totals: ReadonlyMap<string, string | null>
}

export interface RowGroups {
  groups: RowGroup[]
  more: boolean
}

/**
 * The groups of the rows that meet a condition, with their totals: the largest ones or the latest periods, at most 100.
 *
 * @returns Null if that takes more than five seconds.
 */
export async function readGroups(
  ctx: AdminContext,
  admin: Admin,
  { grouping, totals, where }: { grouping: ListGrouping; totals: readonly ListTotal[]; where: SQL },
): Promise<RowGroups | null> {
  const query = groupsSql(ctx, admin, { grouping, totals, where })
  try {
    const rows = await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${String(mostMs)}, true)`)
      return tx.execute<Record<string, string | null>>(query)
    })
    const groups = rows.slice(0, mostGroups).map((row): RowGroup => ({
      ...shownValue(ctx, grouping, { value: row.value ?? null, label: row.label ?? null }),
      rows: Number(row.n),
      totals: new Map(totals.map((total, index) => [total.name, totalText(ctx, total, row[`v${index}`] ?? null)])),
    }))
    return { groups, more: rows.length > mostGroups }
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.queryCanceled) return null
    throw error
  }
}

function groupsSql(
  ctx: AdminContext,
  admin: Admin,
  { grouping, totals, where }: { grouping: ListGrouping; totals: readonly ListTotal[]; where: SQL },
): SQL {
  const ref = rootRef(admin.table)
  const { column, unit } = grouping
  const plain = columnSql(ref, column)
  const value = (unit && column.valueType.periodOf?.(plain, unit, { column, context: ctx })) ?? plain
  const values = totals.map(
    (total, index) => sql`, ${listTotalSql(ctx, admin, total)} as ${sql.identifier(`v${index}`)}`,
  )
  const link = column.link?.columns.length === 1 ? column.link : null
  const label = link
    ? linkedLabelSql(ctx, {
        ref: { table: ref.table, alias: 'q' },
        link: { ...link, columns: [{ ...column, name: 'value' }] },
      })
    : sql`null::text`
  const order = unit ? sql`1 desc nulls last` : sql`count(*) desc, 1`
  return sql`
    select q.value::text as value, q.n::text as n${sql.join(totals.map((_, index) => sql`, q.${sql.identifier(`v${index}`)}`))}, ${label} as label
    from (select ${value} as value, count(*) as n${sql.join(values)} from ${fromSql(ref)} where ${where}
      group by 1 order by ${order} limit ${sql.raw(String(mostGroups + 1))}) q
    order by ${unit ? sql`q.value desc nulls last` : sql`q.n desc, q.value`}`
}

function shownValue(
  ctx: AdminContext,
  { column, unit }: ListGrouping,
  { value, label }: { value: string | null; label: string | null },
): Pick<RowGroup, 'value' | 'label'> {
  if (value === null) return { value, label: words.noValue }
  if (unit) return { value, label: value }
  const options = column.type.meta(column).options
  const plain = options ? column.type.toForm(value, column, ctx) : value
  const named = options?.find((option) => option.value === plain)?.label ?? plain
  const { link } = column
  // A row that the actor may not view has no name: the list itself shows the value as well.
  if (link && label !== null) return { value, label: rowLabel(label, { key: link.targetColumns }, [value]) }
  return { value: plain, label: named.trim() === '' ? words.emptyText : named }
}
