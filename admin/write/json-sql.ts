import { sql, type SQL } from 'drizzle-orm'

/** A `jsonb` object of these values, without those that are NULL. */
export function objectSql(pairs: readonly { name: string; value: SQL }[]): SQL {
  if (pairs.length === 0) return sql`'{}'::jsonb`
  // A function takes at most 100 arguments: 50 pairs.
  const groups = Array.from({ length: Math.ceil(pairs.length / 50) }, (_, at) => pairs.slice(at * 50, at * 50 + 50))
  const objects = groups.map((group) => {
    const members = group.map(({ name, value }) => sql`${name}::text, ${value}`)
    return sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(members, sql`, `)}))`
  })
  return sql.join(objects, sql` || `)
}
