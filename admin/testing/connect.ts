import postgres from 'postgres'

/** The settings that the running app connects with. */
const connection = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  statement_timeout: 15_000,
  lock_timeout: 5_000,
}

/** Connects to a database as the running app does. */
export function connect(url: string, settings: Record<string, string | number> = {}): postgres.Sql {
  return postgres(url, { max: 12, onnotice: () => undefined, connection: { ...connection, ...settings } })
}
