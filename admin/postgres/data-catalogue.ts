import type { Sql } from 'postgres'
import { z } from 'zod'

const columnSchema = z.object({
  name: z.string(),
  /** The type in PostgreSQL's own words, for messages. */
  type: z.string(),
  /** `char(n)`, whose padding a cast to text would strip. */
  padded: z.boolean(),
  notNull: z.boolean(),
  generated: z.boolean(),
  identity: z.enum(['always', 'by default', 'none']),
  hasDefault: z.boolean(),
  /** The sequence of its default. */
  sequence: z.string().nullable(),
})
export type StoredColumn = z.infer<typeof columnSchema>

const foreignKeySchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  target: z.number(),
  targetColumns: z.array(z.string()),
  deferrable: z.boolean(),
})
export type StoredForeignKey = z.infer<typeof foreignKeySchema>

const tableSchema = z.object({
  id: z.number(),
  schema: z.string(),
  table: z.string(),
  /** The name quoted for SQL. */
  sql: z.string(),
  partitioned: z.boolean(),
  /** The approximate number of rows; -1 if the table was never analysed. */
  estimate: z.number(),
  columns: z.array(columnSchema),
  /** The columns of the primary key; empty if there is none. */
  key: z.array(z.string()),
  /** The columns of every other unconditional unique constraint or index on plain columns, shortest first. */
  uniques: z.array(z.array(z.string())),
  foreignKeys: z.array(foreignKeySchema),
})

/** A table as it is in the database, regardless of the schema in code. */
export type StoredTable = z.infer<typeof tableSchema>

/**
 * All tables whose rows can be read and written: not views, foreign tables, or partitions, which their parents include.
 */
export async function storedTables(tx: Sql): Promise<StoredTable[]> {
  const rows = await tx.unsafe<{ found: unknown }[]>(query)
  return rows.map(({ found }) => tableSchema.parse(found))
}

/** A name quoted for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

const names = (relation: string, numbers: string) => `(
  select coalesce(json_agg(a.attname order by part.place), '[]') from unnest(${numbers}) with ordinality part(number, place)
  join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = part.number)`

const query = `
  select json_build_object(
    'id', c.oid::bigint, 'schema', n.nspname, 'table', c.relname, 'sql', format('%I.%I', n.nspname, c.relname),
    'partitioned', c.relkind = 'p', 'estimate', c.reltuples,
    'columns', coalesce((
      select json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'padded', (case t.typtype when 'd' then t.typbasetype else t.oid end) = 'pg_catalog.bpchar'::regtype,
        'notNull', a.attnotnull,
        'generated', a.attgenerated <> '', 'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' else 'none' end,
        'hasDefault', d.oid is not null or a.attidentity <> '',
        'sequence', (
          select min(format('%I.%I', sn.nspname, s.relname)) from pg_catalog.pg_depend u
          join pg_catalog.pg_class s on s.relkind = 'S' and s.oid = case when u.deptype = 'i' then u.objid else u.refobjid end
          join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
          where (u.classid = 'pg_catalog.pg_attrdef'::regclass and u.objid = d.oid and u.refclassid = 'pg_catalog.pg_class'::regclass)
            or (u.deptype = 'i' and u.classid = 'pg_catalog.pg_class'::regclass and u.refclassid = 'pg_catalog.pg_class'::regclass
              and u.refobjid = c.oid and u.refobjsubid = a.attnum))
      ) order by a.attnum)
      from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
      left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]'),
    'key', coalesce((
      select ${names('c.oid', 'k.conkey')} from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'p'), '[]'),
    'uniques', coalesce((
      select json_agg(${names('c.oid', '(i.indkey::int2[])[0:i.indnkeyatts - 1]')} order by i.indnkeyatts, i.indexrelid)
      from pg_catalog.pg_index i
      where i.indrelid = c.oid and i.indisunique and not i.indisprimary and i.indisvalid and i.indimmediate
        and i.indpred is null and i.indexprs is null), '[]'),
    'foreignKeys', coalesce((
      select json_agg(json_build_object('name', k.conname, 'columns', ${names('c.oid', 'k.conkey')}, 'target', k.confrelid::bigint,
        'targetColumns', ${names('k.confrelid', 'k.confkey')}, 'deferrable', k.condeferrable) order by k.conname)
      from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.conparentid = 0), '[]')
  ) as found
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname`
