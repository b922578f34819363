import { sql, type SQL } from 'drizzle-orm'
import { isRecorded } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'

/** A `jsonb` object of these values, without those that are NULL. */
function objectSql(pairs: readonly { name: string; value: SQL }[]): SQL {
  if (pairs.length === 0) return sql`'{}'::jsonb`
  // A function takes at most 100 arguments: 50 pairs.
  const groups = Array.from({ length: Math.ceil(pairs.length / 50) }, (_, at) => pairs.slice(at * 50, at * 50 + 50))
  const objects = groups.map((group) => {
    const members = group.map(({ name, value }) => sql`${name}::text, ${value}`)
    return sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(members, sql`, `)}))`
  })
  return sql.join(objects, sql` || `)
}

interface RecordedChange {
  /** Whether the column belongs to the entry. */
  when: (column: ColumnModel) => SQL
  /** Its values as the log has them: before and after. */
  values: (column: ColumnModel) => readonly [before: SQL, after: SQL]
}

/** The `changes` of an audit entry in SQL, as `changesOf` makes them: a pair for each column, and null for a secret. */
export function changesSql(columns: readonly ColumnModel[], { when, values }: RecordedChange): SQL {
  const pairs = columns.filter(isRecorded).map((column) => {
    const [before, after] = values(column)
    return { name: column.name, value: sql`case when ${when(column)} then jsonb_build_array(${before}, ${after}) end` }
  })
  const secrets = columns
    .filter((column) => !isRecorded(column))
    .map(
      (column) => sql`|| case when ${when(column)} then jsonb_build_object(${column.name}::text, null) else '{}' end`,
    )
  return sql`(${objectSql(pairs)} ${sql.join(secrets, sql` `)})`
}
