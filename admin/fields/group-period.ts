import { sql, type SQL } from 'drizzle-orm'

/** The periods by which dates are grouped, as in URLs: `group=created_at.month`. */
export const periodUnits = ['year', 'month', 'day'] as const
export type PeriodUnit = (typeof periodUnits)[number]

const formats: Record<PeriodUnit, string> = { year: 'YYYY', month: 'YYYY-MM', day: 'YYYY-MM-DD' }

/** The period of a date on the user's clock, as filters take it: `2026-06`. Dates that no filter takes are periods of their own. */
export const periodSql = (local: SQL, unit: PeriodUnit): SQL =>
  sql`case when ${local} >= '0001-01-01' and ${local} < '10000-01-01' then to_char(${local}, ${sql.raw(`'${formats[unit]}'`)}) else ${local}::text end`
