import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import * as words from '../words/activity'

const moment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/u

/**
 * An end of a period in a query string, as a local time to the minute; '' for none. A day is all of it.
 * @throws {AdminError} `BAD_QUERY` for anything else.
 */
export function parsePeriodEnd(value: string, end: 'from' | 'to'): string {
  if (value === '') return ''
  const [day = '', clock = end === 'from' ? '00:00' : '23:59'] = value.split('T')
  if (!moment.test(value) || !z.iso.date().safeParse(day).success || !/^([01]\d|2[0-3]):[0-5]\d$/u.test(clock))
    throw new AdminError('BAD_QUERY', words.noDate(value))
  return `${day}T${clock}`
}

/** Times are those of the user's time zone; the minute of `to` is included. */
export async function limitsOf(
  ctx: AdminContext,
  { from, to }: Record<'from' | 'to', string>,
): Promise<{ from: string | null; to: string | null }> {
  if (from === '' && to === '') return { from: null, to: null }
  const at = (time: string, minutes: number) =>
    time === ''
      ? sql`null`
      : sql`((${time}::text::timestamp + make_interval(mins => ${minutes}::int)) at time zone ${ctx.timeZone}::text)`
  const [row] = await ctx.db.execute<{ from: string | null; to: string | null }>(
    sql`select ${at(from, 0)}::text as "from", ${at(to, 1)}::text as "to"`,
  )
  return { from: row?.from ?? null, to: row?.to ?? null }
}
