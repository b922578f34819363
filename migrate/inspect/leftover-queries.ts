import { newer, ofExtension, ownSchemas, plainIndex, unsayableConstraint, unsayableIndex } from './table-queries'

/** One kind of thing that Drizzle cannot say, as a part of a union; `place` orders things of one kind. */
interface Kind {
  /** For people. */
  readonly what: string
  readonly phase: 'before' | 'table' | 'after' | 'last'
  readonly table?: string
  readonly name: string
  readonly statement: string
  readonly from: string
  readonly place?: string
}

const onTable = `pg_catalog.format('%I.%I', n.nspname, c.relname)`
const ownTables = `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ${ownSchemas} and not ${ofExtension('pg_class', 'c.oid')} and not c.relispartition`
const own = (catalog: string, alias: string, schema: string) =>
  `pg_catalog.${catalog} ${alias} join pg_catalog.pg_namespace n on n.oid = ${alias}.${schema}
   where ${ownSchemas} and not ${ofExtension(catalog, `${alias}.oid`)}`
const ofTable = (join: string, relations = `'r', 'p', 'f', 'v', 'm'`) =>
  `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace ${join}
   where ${ownSchemas} and not ${ofExtension('pg_class', 'c.oid')} and not c.relispartition and c.relkind in (${relations})`

/** Types, functions and extensions: what tables may rest on. */
const foundations: readonly Kind[] = [
  {
    what: 'schema',
    phase: 'before',
    name: 'n.nspname',
    statement: `pg_catalog.format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname)`,
    from: `pg_catalog.pg_namespace n where ${ownSchemas} and n.nspname <> 'public' and not ${ofExtension('pg_namespace', 'n.oid')}`,
  },
  {
    what: 'extension',
    phase: 'before',
    name: 'x.extname',
    statement: `pg_catalog.format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', x.extname, n.nspname)`,
    from: `pg_catalog.pg_extension x join pg_catalog.pg_namespace n on n.oid = x.extnamespace where n.nspname <> 'pg_catalog'`,
    place: 'x.oid',
  },
  {
    what: 'domain',
    phase: 'before',
    name: 't.typname',
    statement: `pg_catalog.concat(pg_catalog.format('CREATE DOMAIN %I.%I AS %s', n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod)),
      ' DEFAULT ' || t.typdefault, case when t.typnotnull then ' NOT NULL' end,
      (select pg_catalog.string_agg(pg_catalog.format(' CONSTRAINT %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid)), '' order by k.conname)
       from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c'))`,
    from: `${own('pg_type', 't', 'typnamespace')} and t.typtype = 'd'`,
    place: 't.oid',
  },
  {
    what: 'composite type',
    phase: 'before',
    name: 't.typname',
    statement: `pg_catalog.format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname, (
      select pg_catalog.string_agg(pg_catalog.format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)
      from pg_catalog.pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))`,
    from: `${own('pg_type', 't', 'typnamespace')} and t.typtype = 'c'
      and exists (select from pg_catalog.pg_class r where r.oid = t.typrelid and r.relkind = 'c')`,
    place: 't.oid',
  },
  {
    what: 'range type',
    phase: 'before',
    name: 't.typname',
    statement: `pg_catalog.concat(pg_catalog.format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s', n.nspname, t.typname,
        pg_catalog.format_type(r.rngsubtype, null)),
      case when r.rngsubdiff <> 0 then ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc::text end, ')')`,
    from: `pg_catalog.pg_range r join pg_catalog.pg_type t on t.oid = r.rngtypid
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace where ${ownSchemas} and not ${ofExtension('pg_type', 't.oid')}`,
    place: 't.oid',
  },
  functionsKind('before'),
  functionsKind('after'),
  {
    what: 'aggregate',
    phase: 'before',
    name: `pg_catalog.format('%s(%s)', p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))`,
    statement: 'null',
    from: `${own('pg_proc', 'p', 'pronamespace')} and p.prokind = 'a'`,
    place: 'p.oid',
  },
]

/** A function that names a table in its arguments, its result or its parsed body comes after the tables. */
function functionsKind(phase: 'before' | 'after'): Kind {
  const namesTable = `exists (select from pg_catalog.pg_depend d
    left join pg_catalog.pg_type t on d.refclassid = 'pg_catalog.pg_type'::regclass and t.oid = d.refobjid
    left join pg_catalog.pg_type e on e.oid = t.typelem
    join pg_catalog.pg_class r on r.relkind <> 'c' and r.oid = case
      when d.refclassid = 'pg_catalog.pg_class'::regclass then d.refobjid else greatest(t.typrelid, e.typrelid) end
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid)`
  // The constructors of a range type are made with it.
  const internal = `exists (select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')`
  return {
    what: 'function',
    phase,
    name: `pg_catalog.format('%s(%s)', p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))`,
    statement: `pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E'\\n')`,
    from: `${own('pg_proc', 'p', 'pronamespace')} and p.prokind in ('f', 'p', 'w') and not ${internal}
      and ${phase === 'after' ? '' : 'not '}${namesTable}`,
    place: 'p.oid',
  }
}

const again = `pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', ${onTable}, k.conname, k.conname, pg_catalog.pg_get_constraintdef(k.oid))`

/** What Drizzle can say of a constraint is in the schema; the rest is added by making it again. */
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
    // One that foreign keys rest on cannot be dropped.
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
    table: 'c.relname',
    name: 'p.polname',
    // Roles belong to the server: another one may not have them.
    statement: `case when p.polroles <> '{0}' then null else pg_catalog.concat(
      pg_catalog.format('CREATE POLICY %I ON %s', p.polname, ${onTable}), case when not p.polpermissive then ' AS RESTRICTIVE' end,
      case p.polcmd when 'r' then ' FOR SELECT' when 'a' then ' FOR INSERT' when 'w' then ' FOR UPDATE' when 'd' then ' FOR DELETE' end,
      ' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
      ' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')') end`,
    from: ofTable('join pg_catalog.pg_policy p on p.polrelid = c.oid', `'r', 'p'`),
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
    table: 'c.relname',
    name: 't.tgname',
    statement: `pg_catalog.pg_get_triggerdef(t.oid)`,
    from: `${ofTable('join pg_catalog.pg_trigger t on t.tgrelid = c.oid')} and not t.tgisinternal`,
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

const kinds = [...foundations, ...tableParts, ...constraints, ...security, ...afterViews]

/** Types and functions rest on each other in any order: they share a rank and go by when they were made. */
const intertwined = new Set(['domain', 'composite type', 'range type', 'function', 'aggregate'])

/**
 * Everything of the catalogue that a Drizzle schema has no word for, each with the statement that makes it. In the order of
 * the kinds above, and within a kind by name, or in the order in which things were made where they may rest on each other.
 */
export const leftoversQuery = `
  select json_build_object('schema', schema, 'table', "table", 'what', what, 'name', name, 'statement', statement, 'phase', phase) as found
  from (${kinds.map(part).join(' union all ')}) every
  order by rank, place, schema, "table", name`

function part({ what, phase, table, name, statement, from, place }: Kind, rank: number): string {
  return `select ${intertwined.has(what) ? 2 : rank} as rank, (${place ?? '0'})::bigint as place, n.nspname::text as schema, ${table ?? 'null'}::text as "table",
    '${what}' as what, (${name})::text as name, (${statement})::text as statement, '${phase}' as phase from ${from}`
}
