import type { Connection } from '../database/connection'
import { ownSchemas } from './table-queries'

/**
 * A database's schema as sorted lines in PostgreSQL's own words, for tests that compare two databases. It shares only
 * the choice of schemas with the code of inspectdb.
 */
export async function catalogueLines(sql: Connection): Promise<string[]> {
  return sql.begin('read only', async (tx) => {
    await tx.unsafe(`set local search_path = ''`)
    const rows = await tx.unsafe<{ line: string }[]>(
      parts.map((part) => `select ${part} and ${ownSchemas}`).join(' union all '),
    )
    return rows.map(({ line }) => line).toSorted()
  })
}

const relation = `format('%I.%I', n.nspname, c.relname)`
const from = `from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace`

const parts = [
  `concat_ws(' ', 'relation', ${relation}, c.relkind, c.relpersistence,
     (select pg_catalog.string_agg(o, ',' order by o) from pg_catalog.unnest(c.reloptions) o), c.relrowsecurity, c.relforcerowsecurity,
     pg_catalog.pg_get_partkeydef(c.oid), pg_catalog.pg_get_expr(c.relpartbound, c.oid),
     case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end) as line ${from} where c.relkind <> 'I'`,
  `concat_ws(' ', 'column', ${relation}, case when c.relkind in ('c') then a.attname else a.attnum || ' ' || a.attname end,
     pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attcollation::regcollation,
     pg_catalog.pg_get_expr(d.adbin, d.adrelid)) ${from}
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where c.relkind <> 'I' and c.relkind <> 'i'`,
  `concat_ws(' ', 'constraint', ${relation}, k.conname, pg_catalog.pg_get_constraintdef(k.oid)) ${from}
     join pg_catalog.pg_constraint k on k.conrelid = c.oid where k.contype <> 'n' and (not c.relispartition or (k.conislocal and k.coninhcount = 0))`,
  `concat_ws(' ', 'index', pg_catalog.pg_get_indexdef(i.indexrelid)) ${from}
     join pg_catalog.pg_index i on i.indrelid = c.oid
     where (not c.relispartition or not exists (select from pg_catalog.pg_inherits h where h.inhrelid = i.indexrelid))`,
  `concat_ws(' ', 'trigger', pg_catalog.pg_get_triggerdef(t.oid)) ${from}
     join pg_catalog.pg_trigger t on t.tgrelid = c.oid where not t.tgisinternal`,
  `concat_ws(' ', 'policy', ${relation}, p.polname, p.polcmd, pg_catalog.pg_get_expr(p.polqual, p.polrelid),
     pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
     (select pg_catalog.string_agg(r::regrole::text, ',' order by r::regrole::text) from pg_catalog.unnest(p.polroles) r where r <> 0)) ${from} join pg_catalog.pg_policy p on p.polrelid = c.oid where true`,
  `concat_ws(' ', 'comment', ${relation}, d.objsubid, d.description) ${from}
     join pg_catalog.pg_description d on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::regclass where true`,
  `concat_ws(' ', 'inheritance', ${relation}, h.inhparent::regclass) ${from} join pg_catalog.pg_inherits h on h.inhrelid = c.oid
     where c.relkind in ('r', 'p')`,
  `concat_ws(' ', 'sequence', ${relation}, s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
     d.deptype, d.refobjid::regclass, d.refobjsubid) ${from} join pg_catalog.pg_sequence s on s.seqrelid = c.oid
     left join pg_catalog.pg_depend d on d.objid = c.oid and d.classid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i') where true`,
  `concat_ws(' ', 'type', format('%I.%I', n.nspname, t.typname), t.typtype, t.typnotnull, t.typdefault,
     pg_catalog.format_type(t.typbasetype, t.typtypmod), (select pg_catalog.string_agg(e.enumlabel, ',' order by e.enumsortorder)
       from pg_catalog.pg_enum e where e.enumtypid = t.oid),
     (select pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ',' order by k.conname) from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c'))
     from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typtype <> 'b'`,
  `concat_ws(' ', 'function', pg_catalog.pg_get_functiondef(p.oid)) from pg_catalog.pg_proc p
     join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.prokind in ('f', 'p')
     and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype in ('e', 'i'))`,
  `concat_ws(' ', 'aggregate', p.oid::regprocedure, p.proparallel, pg_catalog.to_jsonb(g) - 'aggfnoid' - 'aggsortop' - 'aggtranstype' - 'aggmtranstype',
     g.aggsortop::regoperator, g.aggtranstype::regtype, g.aggmtranstype::regtype)
     from pg_catalog.pg_aggregate g join pg_catalog.pg_proc p on p.oid = g.aggfnoid join pg_catalog.pg_namespace n on n.oid = p.pronamespace where true`,
]
