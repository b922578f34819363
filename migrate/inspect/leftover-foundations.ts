import { aggregatesKind } from './leftover-aggregates'
import { own, tableNamedBy, type Kind } from './leftover-kind'
import { ofExtension, ownSchemas } from './table-queries'

/** Types, functions and extensions: objects that tables may depend on. */
export const foundations: readonly Kind[] = [
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
  aggregatesKind('before'),
  aggregatesKind('after'),
]

/** A function that names a table in its arguments, its result or its parsed body is created after the tables. */
function functionsKind(phase: 'before' | 'after'): Kind {
  const namesTable = tableNamedBy('p.oid')
  // The constructors of a range type are created with the type.
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
