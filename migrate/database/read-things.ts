import type { TransactionSql } from 'postgres'

/** A database object that the schema describes, in PostgreSQL's own words. */
export interface Thing {
  readonly kind:
    | 'schema'
    | 'enum'
    | 'sequence'
    | 'table'
    | 'column'
    | 'constraint'
    | 'index'
    | 'policy'
    | 'view'
    | 'materialized view'
  /** The schema that contains it; for a schema, its own name. */
  readonly schema: string
  /** The table that it belongs to; empty for an independent object. */
  readonly table: string
  readonly name: string
  /** The facts that can differ: `type`, `default`, `definition`, … Null if absent. */
  readonly facts: Readonly<Record<string, string | null>>
}

/** Represents the default of a `serial`, whatever the name of its sequence. */
export const ownSequence = 'nextval of its own sequence'

/**
 * Reads the objects of some schemas, except those that belong to an extension.
 *
 * Names in expressions always include their schema, because the search path is changed for the transaction.
 */
export async function readThings(tx: TransactionSql, schemas: readonly string[]): Promise<Thing[]> {
  await tx`set local search_path = ''`
  return tx<Thing[]>`
    with spaces as materialized (
      select oid, nspname from pg_namespace where nspname = any(${[...schemas]}::text[])
    ), relations as materialized (
      select c.oid, c.relname, c.relkind, c.relrowsecurity, s.nspname from pg_class c join spaces s on s.oid = c.relnamespace
      where not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    ), tables as materialized (
      select * from relations where relkind in ('r', 'p')
    )
    select 'schema' as kind, nspname as schema, '' as table, nspname as name, '{}'::jsonb as facts from spaces
    union all
    select 'enum', s.nspname, '', t.typname, jsonb_build_object('values', (
      select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
    from pg_type t join spaces s on s.oid = t.typnamespace
    where t.typtype = 'e' and not exists (
      select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
    union all
    select 'sequence', r.nspname, '', r.relname, jsonb_build_object('definition', concat_ws(' ',
      'AS', format_type(q.seqtypid, null), 'START', q.seqstart, 'INCREMENT', q.seqincrement, 'MINVALUE', q.seqmin,
      'MAXVALUE', q.seqmax, 'CACHE', q.seqcache, case when q.seqcycle then 'CYCLE' end))
    from relations r join pg_sequence q on q.seqrelid = r.oid
    where not exists (
      select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype in ('a', 'i'))
    union all
    select 'table', nspname, relname, relname,
      jsonb_build_object('row security', case when relrowsecurity then 'enabled' else 'disabled' end)
    from tables
    union all
    select 'column', r.nspname, r.relname, a.attname, jsonb_build_object(
      'type', format_type(a.atttypid, a.atttypmod),
      'nullable', case when a.attnotnull then 'no' else 'yes' end,
      'default', case when a.attgenerated = '' then coalesce(own.words, pg_get_expr(d.adbin, d.adrelid)) end,
      'generated', case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end,
      'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end)
    from tables r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
    left join lateral (
      -- A serial's sequence keeps its old name when its table gets another: what counts is that it is the column's own.
      select ${ownSequence} as words from pg_depend seq
      join pg_depend uses on uses.classid = 'pg_attrdef'::regclass and uses.objid = d.oid
        and uses.refclassid = 'pg_class'::regclass and uses.refobjid = seq.objid
      where seq.classid = 'pg_class'::regclass and seq.refclassid = 'pg_class'::regclass and seq.refobjid = r.oid
        and seq.refobjsubid = a.attnum and seq.deptype = 'a'
      limit 1
    ) own on true
    union all
    select 'constraint', r.nspname, r.relname, k.conname, jsonb_build_object('definition', pg_get_constraintdef(k.oid))
    from tables r join pg_constraint k on k.conrelid = r.oid
    where k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0
    union all
    select 'index', r.nspname, r.relname, c.relname, jsonb_build_object(
      'definition', replace(pg_get_indexdef(i.indexrelid), ' INDEX ' || quote_ident(c.relname) || ' ON ', ' INDEX ON '),
      'state', case when i.indisvalid then null else 'invalid' end)
    from tables r join pg_index i on i.indrelid = r.oid join pg_class c on c.oid = i.indexrelid
    where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    union all
    select 'policy', r.nspname, r.relname, p.polname, jsonb_build_object(
      'command', p.polcmd::text, 'kind', case when p.polpermissive then 'permissive' else 'restrictive' end,
      'roles', (select string_agg(case when o.oid is null then 'public' else o.rolname::text end, ', ' order by o.rolname)
        from unnest(p.polroles) as role(id) left join pg_roles o on o.oid = role.id),
      'using', pg_get_expr(p.polqual, p.polrelid), 'with check', pg_get_expr(p.polwithcheck, p.polrelid))
    from tables r join pg_policy p on p.polrelid = r.oid
    union all
    select case relkind when 'v' then 'view' else 'materialized view' end, nspname, '', relname,
      jsonb_build_object('definition', pg_get_viewdef(oid))
    from relations where relkind in ('v', 'm')`
}

/** The schemas that an application may use: all except those of PostgreSQL, Brolly and drizzle-kit. */
export async function applicationSchemas(tx: TransactionSql): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select nspname as name from pg_namespace n
    where nspname not in ('brolly', 'drizzle', 'information_schema') and nspname not like 'pg\\_%'
      and not exists (
        select from pg_depend d where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')
    order by nspname`
  return rows.map((row) => row.name)
}
