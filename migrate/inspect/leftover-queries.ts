import { foundations } from './leftover-foundations'
import { anyTable, ofTable, onTable, ownTables, rootTable, type Kind } from './leftover-kind'
import { ofPartitions } from './leftover-partitions'
import { newer, ownSchemas, plainIndex, unsayableConstraint, unsayableIndex } from './table-queries'

const again = `pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', ${onTable}, k.conname, k.conname, pg_catalog.pg_get_constraintdef(k.oid))`

/** The schema contains what Drizzle can express of a constraint. The rest requires creating it again. */
const partial = `(k.condeferrable or not k.convalidated or (k.connoinherit and k.contype = 'c') or k.confmatchtype = 'f'
  or coalesce(pg_catalog.jsonb_array_length(nullif(to_jsonb(k) -> 'confdelsetcols', 'null')), 0) > 0
  or not coalesce(${newer('k', 'conenforced')}, true)
  or exists (select from pg_catalog.pg_index i where i.indexrelid = k.conindid and k.contype in ('p', 'u') and i.indnatts > i.indnkeyatts))`

const constraints: readonly Kind[] = [
  {
    what: 'constraint',
    phase: 'after',
    table: 'c.relname',
    name: 'k.conname',
    statement: `pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', ${onTable}, k.conname, pg_catalog.pg_get_constraintdef(k.oid))`,
    from: `${ofTable('join pg_catalog.pg_constraint k on k.conrelid = c.oid')} and k.conparentid = 0
      and (k.contype = 'x' or ${unsayableConstraint})`,
  },
  {
    what: 'details of the constraint',
    phase: 'after',
    table: 'c.relname',
    name: 'k.conname',
    // A constraint that foreign keys depend on cannot be dropped.
    statement: `case when exists (select from pg_catalog.pg_constraint f where f.contype = 'f' and f.conindid = k.conindid and f.oid <> k.oid)
      and k.contype in ('p', 'u') then null else ${again} end`,
    from: `${ofTable('join pg_catalog.pg_constraint k on k.conrelid = c.oid')} and k.conparentid = 0
      and k.contype in ('p', 'u', 'f', 'c') and ${partial} and not ${unsayableConstraint}`,
  },
]

const tableParts: readonly Kind[] = [
  {
    what: 'partitioning',
    phase: 'table',
    table: 'c.relname',
    name: 'c.relname',
    statement: `'PARTITION BY ' || pg_catalog.pg_get_partkeydef(c.oid)`,
    from: `${ownTables} and c.relkind = 'p'`,
  },
  {
    what: 'partition',
    phase: 'after',
    table: `(select r.relname from pg_catalog.pg_partition_ancestors(c.oid) up join pg_catalog.pg_class r on r.oid = up.relid where not r.relispartition)`,
    name: 'c.relname',
    statement: `pg_catalog.format('CREATE TABLE %s PARTITION OF %s %s', ${onTable},
      (select h.inhparent::regclass::text from pg_catalog.pg_inherits h where h.inhrelid = c.oid limit 1),
      pg_catalog.pg_get_expr(c.relpartbound, c.oid)) || case when c.relkind = 'p' then ' PARTITION BY ' || pg_catalog.pg_get_partkeydef(c.oid) else '' end`,
    from: `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${ownSchemas} and c.relispartition and c.relkind in ('r', 'p')`,
    place: `(select pg_catalog.count(*) from pg_catalog.pg_partition_ancestors(c.oid))`,
  },
  {
    what: 'foreign table',
    phase: 'after',
    table: 'c.relname',
    name: 'c.relname',
    statement: 'null',
    from: `${ownTables} and c.relkind = 'f'`,
  },
  {
    what: 'inheritance',
    phase: 'after',
    table: 'c.relname',
    name: 'h.inhparent::regclass::text',
    statement: `pg_catalog.format('ALTER TABLE %s INHERIT %s', ${onTable}, h.inhparent::regclass::text)`,
    from: `${ofTable('join pg_catalog.pg_inherits h on h.inhrelid = c.oid', `'r'`)}`,
  },
  {
    what: 'unlogged table',
    phase: 'after',
    table: 'c.relname',
    name: 'c.relname',
    statement: `pg_catalog.format('ALTER TABLE %s SET UNLOGGED', ${onTable})`,
    from: `${ownTables} and c.relkind = 'r' and c.relpersistence = 'u'`,
  },
  {
    what: 'storage parameters',
    phase: 'after',
    table: 'c.relname',
    name: `pg_catalog.array_to_string(c.reloptions, ', ')`,
    statement: `pg_catalog.format('ALTER TABLE %s SET (%s)', ${onTable}, pg_catalog.array_to_string(c.reloptions, ', '))`,
    from: `${ownTables} and c.relkind = 'r' and c.reloptions is not null`,
  },
  {
    what: 'collation of the column',
    phase: 'after',
    table: 'c.relname',
    name: 'a.attname',
    statement: `pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I TYPE %s COLLATE %s', ${onTable}, a.attname,
      pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation::text)`,
    from: `${ofTable(
      `join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_catalog.pg_type t on t.oid = a.atttypid`,
      `'r', 'p'`,
    )} and a.attcollation <> t.typcollation and a.attcollation <> 0`,
  },
  {
    what: 'virtual generated column',
    phase: 'after',
    table: 'c.relname',
    name: 'a.attname',
    statement: 'null',
    from: `${ofTable('join pg_catalog.pg_attribute a on a.attrelid = c.oid', `'r', 'p'`)} and a.attgenerated = 'v' and not a.attisdropped`,
  },
  {
    what: 'index',
    phase: 'after',
    table: 'c.relname',
    name: 'ic.relname',
    statement: `pg_catalog.pg_get_indexdef(i.indexrelid)`,
    from: `${ofTable(`join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid`, `'r', 'p'`)}
      and ${plainIndex} and ${unsayableIndex}`,
  },
  {
    what: 'invalid index',
    phase: 'after',
    table: 'c.relname',
    name: 'ic.relname',
    statement: 'null',
    from: `${ofTable(`join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid`)} and not i.indisvalid`,
  },
]

const security: readonly Kind[] = [
  {
    what: 'forced row-level security',
    phase: 'after',
    table: 'c.relname',
    name: 'c.relname',
    statement: `pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', ${onTable})`,
    from: `${ownTables} and c.relforcerowsecurity`,
  },
  {
    what: 'row-level policy',
    phase: 'last',
    table: rootTable,
    name: 'p.polname',
    statement: `pg_catalog.concat(
      pg_catalog.format('CREATE POLICY %I ON %s', p.polname, ${onTable}), case when not p.polpermissive then ' AS RESTRICTIVE' end,
      case p.polcmd when 'r' then ' FOR SELECT' when 'a' then ' FOR INSERT' when 'w' then ' FOR UPDATE' when 'd' then ' FOR DELETE' end,
      ' TO ' || (select pg_catalog.string_agg(pg_catalog.quote_ident(o.rolname), ', ' order by o.rolname)
        from pg_catalog.pg_roles o where o.oid = any (p.polroles)),
      ' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
      ' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')')`,
    from: anyTable('join pg_catalog.pg_policy p on p.polrelid = c.oid', `'r', 'p'`),
  },
]

const afterViews: readonly Kind[] = [
  {
    what: 'index of the materialised view',
    phase: 'last',
    table: 'c.relname',
    name: 'ic.relname',
    statement: `pg_catalog.pg_get_indexdef(i.indexrelid)`,
    from: `${ofTable(`join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid`, `'m'`)} and ${plainIndex}`,
  },
  {
    what: 'trigger',
    phase: 'last',
    table: rootTable,
    name: 't.tgname',
    statement: `pg_catalog.pg_get_triggerdef(t.oid)`,
    from: `${anyTable('join pg_catalog.pg_trigger t on t.tgrelid = c.oid', `'r', 'p', 'f', 'v', 'm'`)} and not t.tgisinternal
      and t.tgparentid = 0`,
  },
  {
    what: 'rule',
    phase: 'last',
    table: 'c.relname',
    name: 'w.rulename',
    statement: `pg_catalog.rtrim(pg_catalog.pg_get_ruledef(w.oid), ';')`,
    from: `${ofTable('join pg_catalog.pg_rewrite w on w.ev_class = c.oid')} and w.rulename <> '_RETURN'`,
  },
  {
    what: 'extended statistics',
    phase: 'last',
    table: 'c.relname',
    name: 's.stxname',
    statement: `pg_catalog.pg_get_statisticsobjdef(s.oid)`,
    from: ofTable('join pg_catalog.pg_statistic_ext s on s.stxrelid = c.oid', `'r', 'p', 'm'`),
  },
  {
    what: 'comment',
    phase: 'last',
    table: 'c.relname',
    name: `''`,
    statement: `pg_catalog.format('COMMENT ON %s %s IS %L', case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'TABLE' end,
      ${onTable}, d.description)`,
    from: `${ofTable(`join pg_catalog.pg_description d on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = 0`)}`,
  },
  {
    what: 'comment',
    phase: 'last',
    table: 'c.relname',
    name: 'a.attname',
    statement: `pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', ${onTable}, a.attname, d.description)`,
    from: `${ofTable(`join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_catalog.pg_description d on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = a.attnum`)}`,
    place: 'a.attnum',
  },
]

const kinds = [...foundations, ...tableParts, ...constraints, ...ofPartitions, ...security, ...afterViews]

/** Types and functions may depend on each other in any order, so they share a rank and are sorted by creation. */
const intertwined = new Set(['domain', 'composite type', 'range type', 'function', 'aggregate'])

/**
 * Everything in the catalogue that a Drizzle schema cannot express, with the statement that creates it. In the order of
 * the kinds above, and within a kind by name, or by creation where objects may depend on each other.
 */
export const leftoversQuery = `
  select json_build_object('schema', schema, 'table', "table", 'what', what, 'name', name, 'statement', statement, 'phase', phase) as found
  from (${kinds.map(part).join(' union all ')}) every
  order by rank, place, schema, "table", name`

function part({ what, phase, table, name, statement, from, place }: Kind, rank: number): string {
  return `select ${intertwined.has(what) ? 2 : rank} as rank, (${place ?? '0'})::bigint as place, n.nspname::text as schema, ${table ?? 'null'}::text as "table",
    '${what}' as what, (${name})::text as name, (${statement})::text as statement, '${phase}' as phase from ${from}`
}
