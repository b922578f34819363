import { sql, type SQL } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import { databaseFailure } from '../postgres/errors'
import { fromSql, type TableRef } from './table-ref'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/counts'

/** Counts are exact and pages are numbered up to this number of rows. */
export const countLimit = 10_000
const countTimeoutMs = 2_000

/** A number of rows: exact, at least the limit, the planner's estimate, or unknown. */
export type Quantity =
  | { kind: 'exact'; rows: number }
  | { kind: 'more than'; rows: number }
  | { kind: 'about'; rows: number }
  | { kind: 'unknown' }

/** The number of rows in a list and, for a search or filter, the total if it is known at no extra cost. */
export type RowCount = Quantity & { of?: Quantity }

interface Counted {
  ref: TableRef
  where: SQL
  /** The rows that the actor may view, if `where` is narrower; `null` otherwise. */
  within: { where: SQL; everything: boolean } | null
  /** There is no condition at all, so the planner's estimate is usable. */
  everything: boolean
  estimate: number | null
  /** For how long a large table is counted, in milliseconds. Default: two seconds. */
  mostMs?: number
}

/**
 * Counts at a cost that does not grow with the table: never beyond `countLimit` rows, and for a limited time if
 * finding them could mean reading a large table.
 */
export async function countRows(
  ctx: AdminContext,
  { ref, where, within, everything, estimate, mostMs = countTimeoutMs }: Counted,
): Promise<RowCount> {
  if (everything && estimate !== null && estimate > countLimit) return { kind: 'about', rows: estimate }
  const small = estimate !== null && estimate <= countLimit
  const bounded = (condition: SQL) =>
    sql`(select count(*)::text from (select 1 from ${fromSql(ref)} where ${condition} limit ${sql.raw(String(countLimit + 1))}) c)`
  const count = async (db: AdminContext['db']): Promise<RowCount> => {
    const total = within && small ? bounded(within.where) : sql`null`
    const [row] = await db.execute<{ n: string; total: string | null }>(
      sql`select ${bounded(where)} as n, ${total} as total`,
    )
    const counted = upToLimit(Number(row?.n ?? 0))
    if (row?.total != null) return { ...counted, of: upToLimit(Number(row.total)) }
    return within?.everything && estimate !== null ? { ...counted, of: { kind: 'about', rows: estimate } } : counted
  }
  if (small) return count(ctx.db)
  try {
    return await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${String(mostMs)}, true)`)
      return count(tx)
    })
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.queryCanceled) return { kind: 'unknown' }
    throw error
  }
}

function upToLimit(rows: number): Quantity {
  return rows > countLimit ? { kind: 'more than', rows: countLimit } : { kind: 'exact', rows }
}

/** "4,210 rows", "more than 10,000 rows", "about 2.1M rows", "3 of 1,100 rows" */
export function countLabel(count: RowCount, locale: string): string {
  const quantity = quantityWords(count, locale)
  if (count.of) return words.ofRows(quantity, quantityWords(count.of, locale), noun(count.of))
  return words.countedRows(quantity, noun(count))
}

/** The quantity as far as it is known: "4,210", "more than 10,000", "about 2.1M", "many". */
export function quantityWords(count: Quantity, locale: string): string {
  if (count.kind === 'unknown') return words.many
  if (count.kind === 'about') return words.about(shortNumber(count.rows, locale))
  const rows = numberFormat(locale).format(count.rows)
  return count.kind === 'more than' ? words.moreThan(rows) : rows
}

const noun = (count: Quantity) => words.rows(count.kind === 'exact' && count.rows === 1)

const formats = new Map<string, Intl.NumberFormat>()

/** Formats are cached: creating one costs as much as a hundred cells. */
export function numberFormat(locale: string, digits: 'all' | 'short' | 'two leading' = 'all'): Intl.NumberFormat {
  const key = `${locale} ${digits}`
  let format = formats.get(key)
  if (!format) {
    const options: Record<typeof digits, Intl.NumberFormatOptions> = {
      all: {},
      short: { notation: 'compact' },
      'two leading': { maximumSignificantDigits: 2 },
    }
    formats.set(key, (format = new Intl.NumberFormat(locale, options[digits])))
  }
  return format
}

/** 2,099,512 → "2.1M" in English, "2,1 Mio." in German; 41,300 → "41,000" */
export function shortNumber(rows: number, locale: string): string {
  return numberFormat(locale, rows < 1_000_000 ? 'two leading' : 'short').format(rows)
}
