import { sql } from 'drizzle-orm'
import type { Database } from './database'

/** A foreign key as it is in the database, regardless of the schema in code. */
export interface DatabaseForeignKey {
  /** The referencing and the referenced table, by oid. */
  child: string
  parent: string
  childSchema: string
  childName: string
  columns: readonly string[]
  parentColumns: readonly string[]
  onDelete: 'cascade' | 'restrict' | 'no action' | 'set null' | 'set default'
}

const rules: Record<string, DatabaseForeignKey['onDelete']> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

interface Row extends Record<string, unknown> {
  child: string
  parent: string
  schema: string
  name: string
  columns: string
  parent_columns: string
  rule: string
}

/**
 * All foreign keys of the database, which determine the real effect of a delete. Those inherited by partitions are left
 * to their parents. In the order of their tables, so that what depends on it is the same each time.
 */
export async function databaseForeignKeys(db: Database): Promise<DatabaseForeignKey[]> {
  const rows = await db.execute<Row>(sql`
    select c.conrelid::text as child, c.confrelid::text as parent, n.nspname as schema, t.relname as name, c.confdeltype::text as rule,
      (select json_agg(a.attname order by k.at) from unnest(c.conkey) with ordinality k(num, at) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num)::text as columns,
      (select json_agg(a.attname order by k.at) from unnest(c.confkey) with ordinality k(num, at) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.num)::text as parent_columns
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
    where c.contype = 'f' and c.conparentid = 0 order by n.nspname, t.relname, c.conname`)
  return rows.map((row) => ({
    child: row.child,
    parent: row.parent,
    childSchema: row.schema,
    childName: row.name,
    columns: names(row.columns),
    parentColumns: names(row.parent_columns),
    onDelete: rules[row.rule] ?? 'no action',
  }))
}

function names(json: string): string[] {
  const parsed: unknown = JSON.parse(json)
  return Array.isArray(parsed) ? parsed.map(String) : []
}
