import type { Connection } from '../connection'
import { databaseSchema, type InspectedDatabase } from './shape'

/**
 * Reads PostgreSQL's own catalogue: tables with their partitions counted as one, views, keys, checks, indexes and enums. What
 * belongs to an extension, to PostgreSQL, to drizzle-kit or to Brolly is left out.
 */
export async function readCatalogue(sql: Connection): Promise<InspectedDatabase> {
  return sql.begin('read only', async (tx) => {
    // With nothing on the path PostgreSQL qualifies every name that it writes.
    await tx.unsafe(`set local search_path = ''`)
    const tables = await tx.unsafe<{ found: unknown }[]>(tablesQuery)
    const enums = await tx.unsafe<{ found: unknown }[]>(enumsQuery)
    return databaseSchema.parse({ tables: tables.map((row) => row.found), enums: enums.map((row) => row.found) })
  })
}

const ownSchemas = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'brolly', 'drizzle')`

const ofExtension = (catalog: string, oid: string) => `exists (
  select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`

const enumsQuery = `
  select json_build_object('schema', n.nspname, 'name', t.typname, 'values',
    (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid)) as found
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where t.typtype = 'e' and ${ownSchemas} and not ${ofExtension('pg_type', 't.oid')}
  order by n.nspname, t.typname`

// A sequence of its own: an identity column depends internally on it, a serial one automatically.
const columns = `
  select json_agg(json_build_object(
    'name', a.attname,
    'formatted', pg_catalog.format_type(a.atttypid, a.atttypmod),
    'typeName', base.typname,
    'typeSchema', base_schema.nspname,
    'isEnum', base.typtype = 'e',
    'isBuiltIn', base_schema.nspname = 'pg_catalog',
    'modifier', a.atttypmod,
    'dimensions', case when element.oid is null then 0 else greatest(1, a.attndims) end,
    'notNull', a.attnotnull,
    'default', pg_catalog.pg_get_expr(ad.adbin, ad.adrelid),
    'generated', a.attgenerated <> '',
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
    'sequence', (
      select json_build_object('name', s.relname, 'start', q.seqstart::text, 'increment', q.seqincrement::text,
        'min', q.seqmin::text, 'max', q.seqmax::text, 'cache', q.seqcache::text, 'cycle', q.seqcycle)
      from pg_catalog.pg_depend d
      join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
      join pg_catalog.pg_sequence q on q.seqrelid = s.oid
      where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.refobjid = c.oid and d.refobjsubid = a.attnum and d.deptype in ('a', 'i')
        and (a.attidentity <> '' or exists (
          select from pg_catalog.pg_depend u
          where u.classid = 'pg_catalog.pg_attrdef'::regclass and u.objid = ad.oid and u.refobjid = s.oid))
      limit 1),
    'comment', pg_catalog.col_description(c.oid, a.attnum)
  ) order by a.attnum)
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_type element on element.oid = t.typelem and t.typcategory = 'A'
  join pg_catalog.pg_type base on base.oid = coalesce(element.oid, t.oid)
  join pg_catalog.pg_namespace base_schema on base_schema.oid = base.typnamespace
  left join pg_catalog.pg_attrdef ad on ad.adrelid = c.oid and ad.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`

const names = (relation: string, numbers: string) => `(
  select coalesce(json_agg(part.attname order by listed.place), '[]')
  from pg_catalog.unnest(${numbers}) with ordinality listed(number, place)
  join pg_catalog.pg_attribute part on part.attrelid = ${relation} and part.attnum = listed.number)`

const action = (column: string) =>
  `case k.${column} when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' when 'r' then 'restrict' else 'no action' end`

const constraints = `
  select json_agg(json_build_object(
    'name', k.conname,
    'kind', k.contype,
    'columns', ${names('k.conrelid', 'k.conkey')},
    'expression', case when k.contype = 'c' then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end,
    'nullsNotDistinct', coalesce((
      select (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean from pg_catalog.pg_index i where i.indexrelid = k.conindid), false),
    'target', case when k.contype = 'f' then (
      select json_build_object('schema', tn.nspname, 'table', tc.relname, 'columns', ${names('k.confrelid', 'k.confkey')})
      from pg_catalog.pg_class tc join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace where tc.oid = k.confrelid) end,
    'onDelete', ${action('confdeltype')},
    'onUpdate', ${action('confupdtype')}
  ) order by k.contype, k.conname)
  from pg_catalog.pg_constraint k
  where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c') and k.conparentid = 0`

const indexes = `
  select json_agg(json_build_object(
    'name', ic.relname,
    'unique', i.indisunique,
    'method', am.amname,
    'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
    'parts', (
      select json_agg(json_build_object(
        'column', (select a.attname from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum = i.indkey[place] and i.indkey[place] <> 0),
        'expression', pg_catalog.pg_get_indexdef(i.indexrelid, place + 1, false),
        'operatorClass', (select o.opcname from pg_catalog.pg_opclass o where o.oid = i.indclass[place] and not o.opcdefault),
        'descending', i.indoption[place] & 1 = 1,
        'nullsFirst', i.indoption[place] & 2 = 2
      ) order by place)
      from pg_catalog.generate_series(0, i.indnkeyatts - 1) place)
  ) order by ic.relname)
  from pg_catalog.pg_index i
  join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  join pg_catalog.pg_am am on am.oid = ic.relam
  where i.indrelid = c.oid and i.indisvalid
    and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`

const tablesQuery = `
  select json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'kind', case c.relkind when 'r' then 'table' when 'p' then 'table' when 'm' then 'materialized view' else 'view' end,
    'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
    'columns', coalesce((${columns}), '[]'),
    'constraints', coalesce((${constraints}), '[]'),
    'indexes', coalesce((${indexes}), '[]')
  ) as found
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${ownSchemas}
    and not ${ofExtension('pg_class', 'c.oid')}
  order by n.nspname, c.relname`
