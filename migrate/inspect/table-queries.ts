/** The user's own schemas: not those of PostgreSQL, Brolly or drizzle-kit. */
export const ownSchemas = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'brolly', 'drizzle')`

export const ofExtension = (catalog: string, oid: string) => `exists (
  select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`

/** A catalogue column that older servers lack. The oldest supported version is 13. */
export const newer = (alias: string, field: string, type = 'boolean') => `(to_jsonb(${alias}) ->> '${field}')::${type}`

export const enumsQuery = `
  select json_build_object('schema', n.nspname, 'name', t.typname, 'values',
    (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid)) as found
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where t.typtype = 'e' and ${ownSchemas} and not ${ofExtension('pg_type', 't.oid')}
    and exists (select from pg_catalog.pg_enum e where e.enumtypid = t.oid)
  order by n.nspname, t.typname`

const sequence = (own: string) => `json_build_object('schema', ${own}, 'name', s.relname,
  'type', pg_catalog.format_type(q.seqtypid, null), 'start', q.seqstart::text, 'increment', q.seqincrement::text,
  'min', q.seqmin::text, 'max', q.seqmax::text, 'cache', q.seqcache::text, 'cycle', q.seqcycle)`

// The sequence that a column owns: an identity column has an internal dependency on it, a serial column an automatic
// one.
const columns = `
  select json_agg(json_build_object(
    'name', a.attname,
    'formatted', pg_catalog.format_type(a.atttypid, a.atttypmod),
    'typeName', base.typname,
    'typeSchema', base_schema.nspname,
    'baseType', coalesce((
      with recursive below as (
        select base.typbasetype as oid union all
        select further.typbasetype from below join pg_catalog.pg_type further on further.oid = below.oid where further.typbasetype <> 0)
      select lowest.typname from below join pg_catalog.pg_type lowest on lowest.oid = below.oid where lowest.typbasetype = 0), base.typname),
    'domain', case when base.typtype = 'd' then (
      with recursive chain as (
        select base.typbasetype as below, base.typtypmod as modifier, base.typnotnull as filled union all
        select d.typbasetype, d.typtypmod, d.typnotnull from chain join pg_catalog.pg_type d on d.oid = chain.below where d.typtype = 'd')
      select json_build_object(
        'base', pg_catalog.format_type(b.oid, chain.modifier),
        'values', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e
          where e.enumtypid = b.oid or (b.typcategory = 'A' and e.enumtypid = b.typelem)),
        'required', (select bool_or(filled) from chain),
        'default', base.typdefault)
      from chain join pg_catalog.pg_type b on b.oid = chain.below where b.typtype <> 'd') end,
    'isEnum', base.typtype = 'e',
    'isBuiltIn', base_schema.nspname = 'pg_catalog',
    'modifier', a.atttypmod,
    'dimensions', case when element.oid is null then 0 else greatest(1, a.attndims) end,
    'notNull', a.attnotnull,
    'default', pg_catalog.pg_get_expr(ad.adbin, ad.adrelid),
    'generated', a.attgenerated <> '',
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
    'sequence', (
      select ${sequence('sn.nspname')}
      from pg_catalog.pg_depend d
      join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
      join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
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
  left join pg_catalog.pg_type element on element.oid = t.typelem and t.typcategory = 'A' and t.typlen = -1 and t.typtype <> 'd'
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

/** drizzle-kit stores a constraint as one text, with semicolons between its parts and commas between its columns. */
export const unsayableConstraint = `(
  (k.contype = 'c' and pg_catalog.pg_get_expr(k.conbin, k.conrelid) ~ ';')
  or (k.contype in ('u', 'f') and exists (
    select from pg_catalog.pg_attribute a where a.attname ~ '[;,]' and (
      (a.attrelid = k.conrelid and a.attnum = any (k.conkey)) or (a.attrelid = k.confrelid and a.attnum = any (k.confkey)))))
  or (k.contype in ('p', 'u') and coalesce(${newer('k', 'conperiod')}, false)))`

const constraints = `
  select json_agg(json_build_object(
    'name', k.conname,
    'kind', k.contype,
    'columns', ${names('k.conrelid', 'k.conkey')},
    'expression', case when k.contype = 'c' then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end,
    'nullsNotDistinct', coalesce((
      select ${newer('i', 'indnullsnotdistinct')} from pg_catalog.pg_index i where i.indexrelid = k.conindid), false),
    'target', case when k.contype = 'f' then (
      select json_build_object('schema', tn.nspname, 'table', tc.relname, 'columns', ${names('k.confrelid', 'k.confkey')})
      from pg_catalog.pg_class tc join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace where tc.oid = k.confrelid) end,
    'onDelete', ${action('confdeltype')},
    'onUpdate', ${action('confupdtype')}
  ) order by k.contype, k.conname)
  from pg_catalog.pg_constraint k
  where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c') and k.conparentid = 0 and not ${unsayableConstraint}`

/**
 * Index properties that Drizzle's `index()` cannot express, or that drizzle-kit, which stores an index as one text too,
 * parses incorrectly.
 */
export const unsayableIndex = `(
  i.indnatts > i.indnkeyatts
  or pg_catalog.pg_get_indexdef(i.indexrelid) ~ ';|--|,,'
  or coalesce(${newer('i', 'indnullsnotdistinct')}, false)
  or exists (select from pg_catalog.pg_attribute p where p.attrelid = i.indexrelid and to_jsonb(p) ->> 'attoptions' is not null)
  or exists (
    select from pg_catalog.generate_series(0, i.indnkeyatts - 1) place
    left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place] and i.indkey[place] <> 0
    where i.indcollation[place] not in (0, 100, coalesce(a.attcollation, 100))))`

/** Valid, and not part of a constraint. */
export const plainIndex = `i.indisvalid and not exists (
  select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`

const options = (relation: string) => `(
  select coalesce(json_object_agg(o.option_name, o.option_value order by o.option_name), '{}')
  from pg_catalog.pg_options_to_table(${relation}.reloptions) o)`

const indexes = `
  select json_agg(json_build_object(
    'name', ic.relname,
    'unique', i.indisunique,
    'method', am.amname,
    'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
    'with', ${options('ic')},
    'parts', (
      select json_agg(json_build_object(
        'column', (select a.attname from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum = i.indkey[place] and i.indkey[place] <> 0),
        'expression', pg_catalog.pg_get_indexdef(i.indexrelid, place + 1, false),
        'operatorClass', (
          select case when o.opcnamespace = 'pg_catalog'::regnamespace then o.opcname::text
            else pg_catalog.format('%I.%I', o.opcnamespace::regnamespace::text, o.opcname) end
          from pg_catalog.pg_opclass o where o.oid = i.indclass[place] and not o.opcdefault),
        'descending', i.indoption[place] & 1 = 1,
        'nullsFirst', i.indoption[place] & 2 = 2
      ) order by place)
      from pg_catalog.generate_series(0, i.indnkeyatts - 1) place)
  ) order by ic.relname)
  from pg_catalog.pg_index i
  join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  join pg_catalog.pg_am am on am.oid = ic.relam
  where i.indrelid = c.oid and c.relkind in ('r', 'p') and ${plainIndex} and not ${unsayableIndex}`

const reads = `
  select json_agg(distinct jsonb_build_object('schema', rn.nspname, 'name', rc.relname))
  from pg_catalog.pg_rewrite rule
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = rule.oid
    and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> c.oid
  join pg_catalog.pg_class rc on rc.oid = d.refobjid and rc.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
  where rule.ev_class = c.oid and rn.nspname not in ('pg_catalog', 'information_schema')
    and not ${ofExtension('pg_class', 'rc.oid')}`

export const tablesQuery = `
  select json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'kind', case c.relkind when 'm' then 'materialized view' when 'v' then 'view' else 'table' end,
    'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
    'rowSecurity', c.relrowsecurity,
    'columns', coalesce((${columns}), '[]'),
    'constraints', coalesce((${constraints}), '[]'),
    'indexes', coalesce((${indexes}), '[]'),
    'definition', case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    'options', case when c.relkind in ('v', 'm') then ${options('c')} else '{}' end,
    'reads', coalesce((${reads}), '[]')
  ) as found
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${ownSchemas}
    and not ${ofExtension('pg_class', 'c.oid')}
  order by n.nspname, c.relname`

export const sequencesQuery = `
  select ${sequence('n.nspname')} as found
  from pg_catalog.pg_class s join pg_catalog.pg_namespace n on n.oid = s.relnamespace
  join pg_catalog.pg_sequence q on q.seqrelid = s.oid
  where ${ownSchemas} and not ${ofExtension('pg_class', 's.oid')} and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = s.oid and d.deptype = 'i')
  order by n.nspname, s.relname`
