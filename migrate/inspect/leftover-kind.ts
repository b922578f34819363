import { ofExtension, ownSchemas } from './table-queries'

/** One kind of object that Drizzle cannot express, as a part of a union query; `place` orders objects of one kind. */
export interface Kind {
  /** The name of the kind, for messages. */
  readonly what: string
  readonly phase: 'before' | 'table' | 'after' | 'last'
  readonly table?: string
  readonly name: string
  readonly statement: string
  readonly from: string
  readonly place?: string
}

export const onTable = `pg_catalog.format('%I.%I', n.nspname, c.relname)`
export const ownTables = `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ${ownSchemas} and not ${ofExtension('pg_class', 'c.oid')} and not c.relispartition`
export const own = (catalog: string, alias: string, schema: string) =>
  `pg_catalog.${catalog} ${alias} join pg_catalog.pg_namespace n on n.oid = ${alias}.${schema}
   where ${ownSchemas} and not ${ofExtension(catalog, `${alias}.oid`)}`
export const ofTable = (join: string, relations = `'r', 'p', 'f', 'v', 'm'`) =>
  `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace ${join}
   where ${ownSchemas} and not ${ofExtension('pg_class', 'c.oid')} and not c.relispartition and c.relkind in (${relations})`

/** The same including partitions, for their own properties. */
export const anyTable = (join: string, relations: string) =>
  `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace ${join}
   where ${ownSchemas} and not ${ofExtension('pg_class', 'c.oid')} and c.relkind in (${relations})`
export const rootTable = `case when c.relispartition then
  (select r.relname from pg_catalog.pg_partition_ancestors(c.oid) up join pg_catalog.pg_class r on r.oid = up.relid where not r.relispartition)
  else c.relname end`

/** Whether a function has a table in its arguments, result or parsed body. */
export function tableNamedBy(oid: string): string {
  return `exists (select from pg_catalog.pg_depend d
    left join pg_catalog.pg_type t on d.refclassid = 'pg_catalog.pg_type'::regclass and t.oid = d.refobjid
    left join pg_catalog.pg_type e on e.oid = t.typelem
    join pg_catalog.pg_class r on r.relkind <> 'c' and r.oid = case
      when d.refclassid = 'pg_catalog.pg_class'::regclass then d.refobjid else greatest(t.typrelid, e.typrelid) end
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = ${oid})`
}
