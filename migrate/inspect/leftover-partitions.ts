import { anyTable, onTable, rootTable, type Kind } from './leftover-kind'
import { plainIndex } from './table-queries'

/** Properties of a partition beyond those inherited from its table. */
export const ofPartitions: readonly Kind[] = [
  {
    what: 'constraint of the partition',
    phase: 'after',
    table: rootTable,
    name: 'k.conname',
    statement: `pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', ${onTable}, k.conname, pg_catalog.pg_get_constraintdef(k.oid))`,
    from: `${anyTable('join pg_catalog.pg_constraint k on k.conrelid = c.oid', `'r', 'p'`)} and c.relispartition
      and k.contype in ('c', 'p', 'u', 'f', 'x') and k.conparentid = 0 and k.conislocal and k.coninhcount = 0`,
  },
  {
    what: 'index of the partition',
    phase: 'after',
    table: rootTable,
    name: 'ic.relname',
    statement: `pg_catalog.pg_get_indexdef(i.indexrelid)`,
    from: `${anyTable(
      `join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid`,
      `'r', 'p'`,
    )} and c.relispartition and ${plainIndex} and not exists (select from pg_catalog.pg_inherits h where h.inhrelid = i.indexrelid)`,
  },
  {
    what: 'default of the partition',
    phase: 'after',
    table: rootTable,
    name: 'a.attname',
    statement: `pg_catalog.format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', ${onTable}, a.attname,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid))`,
    from: `${anyTable(
      `join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum`,
      `'r', 'p'`,
    )} and c.relispartition and a.attgenerated = '' and pg_catalog.pg_get_expr(d.adbin, d.adrelid) is distinct from (
      select pg_catalog.pg_get_expr(u.adbin, u.adrelid) from pg_catalog.pg_inherits h
      join pg_catalog.pg_attribute p on p.attrelid = h.inhparent and p.attname = a.attname
      join pg_catalog.pg_attrdef u on u.adrelid = p.attrelid and u.adnum = p.attnum where h.inhrelid = c.oid)`,
  },
  {
    what: 'row-level security of the partition',
    phase: 'after',
    table: rootTable,
    name: 'c.relname',
    statement: `pg_catalog.concat(pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', ${onTable}),
      case when c.relforcerowsecurity then ', FORCE ROW LEVEL SECURITY' end)`,
    from: `${anyTable('', `'r', 'p'`)} and c.relispartition and c.relrowsecurity`,
  },
]
