import { sql, type SQL } from 'drizzle-orm'
import { badQuery, shorten } from '../errors/bad-query'
import { sqlState } from '../errors/sql-state'
import { groupDigits } from '../fields/number-text'
import { totalIds, totalsOf, totalSql, type TotalId } from '../fields/totals'
import { databaseFailure } from '../postgres/errors'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { fieldInAddress, fieldSql, type ListField } from './list-field'
import { fromSql, rootRef } from './table-ref'
import * as words from '../words/totals'

type ValueField = Extract<ListField, { kind: 'column' | 'path' }>

/** A total of a list: what of which column. */
export interface ListTotal {
  /** As in URLs: `amount.sum`. */
  name: string
  id: TotalId
  field: ValueField
}

const mostTotals = 20
const longestMs = 5_000

/** The type that a field's values are read by. */
const typeOf = (field: ValueField) => (field.kind === 'path' ? field.column.valueType : field.column.type)

/** The totals that a field can have. */
export const fieldTotals = (field: ListField): readonly TotalId[] =>
  field.kind === 'column' || field.kind === 'path' ? totalsOf(typeOf(field), field.column) : []

/**
 * Reads `totals=amount.sum,stock.avg`.
 *
 * @throws {AdminError} `BAD_QUERY` for a column that does not exist for this actor, or has no such total.
 */
export function parseTotals(ctx: AdminContext, admin: Admin, text: string): ListTotal[] {
  const names = text.split(',').filter(Boolean)
  if (names.length > mostTotals) throw badQuery(words.tooManyTotals(mostTotals))
  if (new Set(names).size < names.length) throw badQuery(words.totalTwice(shorten(text)))
  return names.map((name) => {
    const total = totalNamed(ctx, admin, name)
    if (!total) throw badQuery(words.noTotal(shorten(name)))
    return total
  })
}

/** The total with this name, if it exists for this actor. */
export function totalNamed(ctx: AdminContext, admin: Admin, name: string): ListTotal | undefined {
  const dot = name.lastIndexOf('.')
  const id = totalIds.find((known) => known === name.slice(dot + 1))
  const field = id && dot > 0 ? fieldInAddress(ctx, admin, name.slice(0, dot)) : undefined
  if (!id || (field?.kind !== 'column' && field?.kind !== 'path') || !fieldTotals(field).includes(id)) return undefined
  return { name, id, field }
}

/** A total as SQL that returns text, on the table as `t`. */
export const listTotalSql = (ctx: AdminContext, admin: Admin, { id, field }: ListTotal): SQL =>
  totalSql(id, fieldSql(ctx, rootRef(admin.table), field), { type: typeOf(field), column: field.column })

/** A total as it is shown; null if there is nothing to be totalled. */
export function totalText(ctx: AdminContext, { id, field }: ListTotal, value: string | null): string | null {
  if (value === null) return null
  if (id === 'distinct') return groupDigits(value, ctx.locale)
  const cell = typeOf(field).toCell(value, field.column, ctx)
  return typeof cell === 'string' || cell === null ? cell : cell[0]
}

export interface ReadTotals {
  /** By the total's name; null if there is nothing to be totalled. A total that could not be computed is missing. */
  values: ReadonlyMap<string, string | null>
  /** Why some are missing. */
  missing: 'slow' | 'impossible' | null
}

/**
 * Totals of all rows that meet a condition, for at most five seconds in total. Different values are counted last and
 * separately, because that can take many times as long as everything else.
 */
export async function readTotals(
  ctx: AdminContext,
  admin: Admin,
  { totals, where, mostMs = longestMs }: { totals: readonly ListTotal[]; where: SQL; mostMs?: number },
): Promise<ReadTotals> {
  const until = Date.now() + mostMs
  const values = new Map<string, string | null>()
  let missing: ReadTotals['missing'] = null
  const [counted, quick] = [totals.filter(isDistinct), totals.filter((total) => !isDistinct(total))]
  const steps = [...(quick.length > 0 ? [quick] : []), ...counted.map((total) => [total])]
  for (let step = steps.shift(); step; step = steps.shift()) {
    const left = until - Date.now()
    const read = left > 0 ? await readStep(ctx, admin, { totals: step, where, mostMs: left }) : 'slow'
    // One that is out of range is found among the others.
    if (read === 'impossible' && step.length > 1) steps.unshift(...step.map((total) => [total]))
    else if (read === 'slow' || read === 'impossible') missing ??= read
    else for (const [name, value] of read) values.set(name, value)
  }
  return { values, missing }
}

const isDistinct = ({ id }: ListTotal) => id === 'distinct'

interface Step {
  totals: readonly ListTotal[]
  where: SQL
  mostMs: number
}

async function readStep(
  ctx: AdminContext,
  admin: Admin,
  { totals, where, mostMs: left }: Step,
): Promise<[string, string | null][] | Exclude<ReadTotals['missing'], null>> {
  const columns = totals.map(
    (total, index) => sql`${listTotalSql(ctx, admin, total)} as ${sql.identifier(`v${index}`)}`,
  )
  const query = sql`select ${sql.join(columns, sql`, `)} from ${fromSql(rootRef(admin.table))} where ${where}`
  try {
    const [row] = await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${String(left)}, true)`)
      return tx.execute<Record<string, string | null>>(query)
    })
    return totals.map((total, index) => [total.name, totalText(ctx, total, row?.[`v${index}`] ?? null)])
  } catch (error) {
    const code = databaseFailure(error)?.code
    if (code === sqlState.queryCanceled) return 'slow'
    // A sum beyond what its type can hold, of floats or of infinite durations.
    if (code === sqlState.numericOutOfRange || code === sqlState.datetimeOutOfRange) return 'impossible'
    throw error
  }
}
