import { sql } from 'drizzle-orm'
import type { ColumnModel, SchemaModel, TableModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { translateReadError } from '../postgres/errors'
import { learnAttributes, mayHaveAttributes } from './attributes'
import { relationName } from './table-ref'

const maxAgeMs = 60_000

/** What PostgreSQL knows about a column besides its type. Never contains a value of a row. */
export interface ColumnStatistics {
  /** The average size in bytes. */
  width: number | null
  /** The fraction of rows that are NULL, from 0 to 1. */
  nulls: number | null
  /** The number of distinct values that the planner expects; null if it has no statistics. */
  distinct: number | null
  comment: string | null
  /** The values that a CHECK allows in a text. */
  choices: readonly string[] | null
}

interface TableStatistics {
  /** The planner's number of rows; null before the first ANALYZE. */
  rows: number | null
  /** By SQL name. */
  columns: ReadonlyMap<string, ColumnStatistics>
  /** The size on disk in bytes, including all partitions. Known even for a table that was never analysed. */
  bytes: number
  /** Columns that come first in an index of the database, even in one that is not in the schema. */
  indexed: ReadonlySet<string>
  /** The columns, in order, of each index that supports searches for equal values. */
  indexes: readonly (readonly string[])[]
}

interface Snapshot {
  readAt: number
  tables: ReadonlyMap<string, TableStatistics>
  refreshing: boolean
}

/**
 * Cached per site: they change slowly, and no page should wait for them. Pages work without statistics until they are
 * loaded.
 */
const snapshots = new WeakMap<SchemaModel, Snapshot>()

/**
 * Loads the statistics of all tables: the first call waits for them, and later calls refresh them in the background
 * once a minute. Await it before calling `statisticsOf`.
 */
export async function loadStatistics(ctx: AdminContext): Promise<void> {
  const known = snapshots.get(ctx.site.schema)
  if (!known) return first(ctx)
  if (Date.now() - known.readAt <= maxAgeMs || known.refreshing) return
  known.refreshing = true
  // The page continues with what is known; if the database is down, the page's own queries report it.
  refresh(ctx).catch((error: unknown) => {
    known.refreshing = false
    if (!translateReadError(error))
      console.error('brolly: reading the tables’ statistics failed', error instanceof Error ? error.name : error)
  })
}

/** Loads only the structure of these columns' types. */
export async function loadAttributes(ctx: AdminContext, columns: readonly ColumnModel[]): Promise<void> {
  if (columns.some(mayHaveAttributes)) await loadStatistics(ctx)
}

/**
 * Loads on the first request the structure of types that the schema cannot describe, which filters and forms need. A
 * site without such columns runs no query.
 */
export async function loadTypes(ctx: AdminContext): Promise<void> {
  if (snapshots.has(ctx.site.schema)) return
  for (const { table } of ctx.site.admins) await loadAttributes(ctx, table.columns)
}

/** Loads in progress, so that the first visitors after a start share one. */
const readings = new WeakMap<SchemaModel, Promise<void>>()

/** Pages work without statistics: only an unavailable database is an error here. */
function first(ctx: AdminContext): Promise<void> {
  const { schema } = ctx.site
  const reading =
    readings.get(schema) ??
    refresh(ctx)
      .catch((error: unknown) => {
        if (translateReadError(error)?.code === 'UNAVAILABLE') throw error
        snapshots.set(schema, { readAt: Date.now(), tables: new Map(), refreshing: false })
      })
      .finally(() => readings.delete(schema))
  readings.set(schema, reading)
  return reading
}

/** The statistics of a table; undefined before `loadStatistics`, or if the database has no such table. */
export function statisticsOf(ctx: AdminContext, table: TableModel): TableStatistics | undefined {
  return snapshots.get(ctx.site.schema)?.tables.get(table.path)
}

/** The statistics of a column, if they are known. */
export function columnStatistics(ctx: AdminContext, column: ColumnModel): ColumnStatistics | undefined {
  return statisticsOf(ctx, column.table)?.columns.get(column.name)
}

/** The planner's number of rows; null for a table that was never analysed or does not exist. */
export function estimatedRows(ctx: AdminContext, table: TableModel): number | null {
  return statisticsOf(ctx, table)?.rows ?? null
}

interface TableRow extends Record<string, unknown> {
  at: number
  rows: string | null
  bytes: string
  indexed: string | null
  indexes: string | null
  columns: string | null
}

interface ColumnRow {
  name: string
  width: number | null
  nulls: number | null
  /** A negative number is a fraction of the rows. */
  distinct: number | null
  comment: string | null
  check: string | null
}

async function refresh(ctx: AdminContext): Promise<void> {
  const tables = ctx.site.admins.map(({ table }) => table)
  const pairs = sql.join(
    tables.map((table, index) => sql`(${index}::int, ${relationName(table)}::text)`),
    sql`, `,
  )
  const found = await ctx.db.execute<TableRow>(sql`
    select n.at, case when c.reltuples < 0 then null else c.reltuples::bigint::text end as rows,
      (select json_agg(distinct a.attname) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisvalid and i.indpred is null)::text as indexed,
      (select json_agg((select json_agg(a.attname order by k.place) from unnest(i.indkey::int2[]) with ordinality k(number, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number where k.place <= i.indnkeyatts))
        from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_am m on m.oid = ic.relam
        where i.indrelid = c.oid and i.indisvalid and i.indkey[0] <> 0 and m.amname in ('btree', 'hash') and (i.indpred is null
          or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]))))::text as indexes,
      coalesce((select sum(pg_relation_size(p.relid)) from pg_partition_tree(c.oid) p), pg_relation_size(c.oid))::text as bytes,
      (select json_agg(json_build_object('name', a.attname, 'width', s.avg_width, 'nulls', s.null_frac, 'distinct', s.n_distinct,
          'comment', col_description(c.oid, a.attnum),
          'check', (select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] limit 1)))
        from pg_attribute a left join pg_stats s on s.schemaname = ns.nspname and s.tablename = c.relname and s.attname = a.attname and not s.inherited
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns
    from (values ${pairs}) n(at, name) join pg_class c on c.oid = to_regclass(n.name) join pg_namespace ns on ns.oid = c.relnamespace`)
  const known = new Map<string, TableStatistics>()
  for (const row of found) {
    const table = tables[row.at]
    if (table) known.set(table.path, tableStatistics(row))
  }
  await learnAttributes(
    ctx,
    tables.flatMap(({ columns }) => columns.filter(mayHaveAttributes)),
  )
  snapshots.set(ctx.site.schema, { readAt: Date.now(), tables: known, refreshing: false })
}

function tableStatistics({ rows, bytes, indexed, indexes, columns }: TableRow): TableStatistics {
  // The query above builds all of this JSON.
  const parsed = JSON.parse(columns ?? '[]') as ColumnRow[]
  return {
    rows: rows === null ? null : Number(rows),
    bytes: Number(bytes),
    indexed: new Set(JSON.parse(indexed ?? '[]') as string[]),
    indexes: JSON.parse(indexes ?? '[]') as string[][],
    columns: new Map(
      parsed.map(({ name, width, nulls, distinct, comment, check }) => [
        name,
        {
          width,
          nulls,
          distinct: distinct !== null && distinct < 0 ? -distinct * Number(rows ?? 0) : distinct,
          comment,
          choices: check === null ? null : choicesIn(check),
        },
      ]),
    ),
  }
}

/**
 * The values of `CHECK (status = ANY (ARRAY['a'::text, 'b'::text]))`, as PostgreSQL prints `status in ('a', 'b')`; null
 * for any other check.
 */
export function choicesIn(check: string): string[] | null {
  const list = /^CHECK \(\(*(?:"[^"]+"|\w+)\)*(?:::[\w ]+)? = ANY \(+ARRAY\[(.*?)\]\)*(?:::[\w [\]]+)?\)+$/su.exec(
    check,
  )?.[1]
  if (list === undefined) return null
  const values = [...list.matchAll(/'((?:[^']|'')*)'(?:::[\w ]+(?:\(\d+\))?)?\)*(?:::[\w ]+)?(?:, |$)/gu)].map(
    (match) => (match[1] ?? '').replaceAll("''", "'"),
  )
  return values.length > 0 ? values : null
}
