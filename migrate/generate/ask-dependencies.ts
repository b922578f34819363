import type { Connection } from '../database/connection'
import { inScratchDatabase } from '../database/scratch-database'
import type { AskDependencies } from './change'
import { dependenciesByText, dependenciesOf, type Dependent, type Edge } from './dependencies'
import type { Kit } from './kit'
import { keyOf } from '../files/names'

/**
 * Asks PostgreSQL which objects depend on which: the snapshot is built in a temporary database on the same server.
 *
 * For objects that could not be built, dependencies are derived from names in their texts. The function returns nothing
 * if the role may not create databases.
 */
export function askingDatabase(sql: Connection, { url, kit }: { url: string; kit: Kit }): AskDependencies {
  return async (snapshot) => {
    const statements = await kit.diff(kit.emptySnapshot(), snapshot)
    const answer = await inScratchDatabase(sql, { url, statements }, async (scratch, refused) => ({
      edges: await readEdges(scratch),
      isWhole: refused.length === 0,
    }))
    if (!answer) return undefined
    const byDatabase = dependenciesOf(answer.edges)
    if (answer.isWhole) return byDatabase
    const byText = dependenciesByText(snapshot)
    return (reference) => [...byDatabase(reference), ...byText(reference)]
  }
}

interface Row {
  kind: Dependent['kind']
  schema: string
  relation: string
  name: string
  onSchema: string
  onRelation: string | null
  onColumn: string | null
  onType: string | null
}

async function readEdges(sql: Connection): Promise<Edge[]> {
  const rows = await sql<Row[]>`
    with dependents as (
      select 'pg_rewrite'::regclass as classid, w.oid, 'view' as kind, w.ev_class as relation, c.relname::text as name
      from pg_rewrite w join pg_class c on c.oid = w.ev_class where c.relkind in ('v', 'm')
      union all
      select 'pg_policy'::regclass, oid, 'policy', polrelid, polname from pg_policy
      union all
      select 'pg_constraint'::regclass, oid, 'check', conrelid, conname from pg_constraint where contype = 'c' and conrelid <> 0
      union all
      select 'pg_class'::regclass, i.indexrelid, 'index', i.indrelid, c.relname
      from pg_index i join pg_class c on c.oid = i.indexrelid where i.indexprs is not null or i.indpred is not null
      union all
      select 'pg_attrdef'::regclass, d.oid, 'generated', d.adrelid, a.attname
      from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated <> ''
    ), edges as (
      select d.kind, d.relation, d.name, p.refclassid, p.refobjid, p.refobjsubid
      from dependents d join pg_depend p on p.classid = d.classid and p.objid = d.oid
      union all
      -- PostgreSQL 14 and before note what a generated column is computed from at the column itself.
      select 'generated', p.objid, a.attname, p.refclassid, p.refobjid, p.refobjsubid
      from pg_depend p join pg_attribute a on a.attrelid = p.objid and a.attnum = p.objsubid
      where p.classid = 'pg_class'::regclass and p.objsubid > 0 and p.refclassid = 'pg_class'::regclass and a.attgenerated <> ''
    )
    select distinct e.kind, n.nspname as schema, c.relname as relation, e.name,
      coalesce(rn.nspname, tn.nspname) as "onSchema", r.relname as "onRelation", ra.attname as "onColumn",
      t.typname as "onType"
    from edges e join pg_class c on c.oid = e.relation join pg_namespace n on n.oid = c.relnamespace
    left join pg_class r on e.refclassid = 'pg_class'::regclass and r.oid = e.refobjid and r.relkind in ('r', 'p', 'v', 'm')
    left join pg_namespace rn on rn.oid = r.relnamespace
    left join pg_attribute ra on ra.attrelid = r.oid and ra.attnum = e.refobjsubid and e.refobjsubid > 0
    left join pg_type own on e.refclassid = 'pg_type'::regclass and own.oid = e.refobjid
    left join pg_type t on t.oid = coalesce(nullif(own.typelem, 0), own.oid) and t.typtype = 'e'
    left join pg_namespace tn on tn.oid = t.typnamespace
    where (r.oid is not null or t.oid is not null) and n.nspname not in ('pg_catalog', 'information_schema')
      and (r.oid is null or r.oid <> e.relation or (e.kind <> 'view' and ra.attname is distinct from e.name))`
  return rows.map(({ kind, schema, relation, name, onSchema, onRelation, onColumn, onType }) => {
    const key = keyOf({ schema, name: relation })
    return {
      dependent: { kind, relation: key, name: kind === 'view' ? key : name },
      on:
        onRelation === null
          ? { type: keyOf({ schema: onSchema, name: onType ?? '' }) }
          : { relation: keyOf({ schema: onSchema, name: onRelation }), column: onColumn ?? undefined },
    }
  })
}
