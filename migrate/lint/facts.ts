import postgres, { type TransactionSql } from 'postgres'
import type { Connection } from '../database/connection'
import { changedValuesSql } from './changed-values'

/** Facts about a table that a migration affects. */
export interface TableFacts {
  readonly oid: number
  /** Exact up to a limit, otherwise an estimate. */
  readonly rows: number
  readonly isEstimate: boolean
  /** Including indexes and TOAST. */
  readonly bytes: number
  readonly columns: ReadonlyMap<string, ColumnFacts>
}

export interface ColumnFacts {
  /** `varchar`, `int4`, `_text`; only for built-in types. */
  readonly type: string
  /** As PostgreSQL prints it: `character varying(200)`. */
  readonly written: string
  /** The stored type modifier, such as a length; -1 for none. */
  readonly typmod: number
  readonly notNull: boolean
  /** Computed from other columns, so dropping it loses nothing. */
  readonly isGenerated: boolean
  /** Whether a valid check constraint guarantees that it is never NULL. */
  readonly isChecked: boolean
}

/** The number of rows up to which a table is counted. */
const exactRows = 10_000

/** The number of rows up to which the values of a column are counted. */
const exactValues = 100_000

/** A longer count is not worth the wait. */
const countTimeout = '3s'

/** Reads facts about tables by their SQL names. Tables that do not exist are left out. */
export async function readFacts(sql: Connection, names: readonly string[]): Promise<Map<string, TableFacts>> {
  const facts = new Map<string, TableFacts>()
  for (const name of names) {
    const found = await readTable(sql, name)
    if (found) facts.set(name, found)
  }
  return facts
}

interface TableRow {
  oid: number
  estimate: number
  bytes: string
  partitioned: boolean
}

async function readTable(sql: Connection, name: string): Promise<TableFacts | undefined> {
  const [table] = await sql<TableRow[]>`
    select c.oid::int8::int as oid, c.reltuples as estimate, pg_total_relation_size(c.oid)::text as bytes,
      c.relkind = 'p' as partitioned
    from pg_class c where c.oid = to_regclass(${name}) and c.relkind in ('r', 'p', 'm')`
  if (!table) return undefined
  const columns = await sql<(ColumnFacts & { name: string })[]>`
    select a.attname as name, t.typname as type, a.atttypmod as typmod, format_type(a.atttypid, a.atttypmod) as written, a.attnotnull as "notNull",
      a.attgenerated <> '' as "isGenerated",
      exists (
        select from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'c' and k.convalidated
          and pg_get_expr(k.conbin, k.conrelid) = format('(%I IS NOT NULL)', a.attname)) as "isChecked"
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = ${table.oid} and a.attnum > 0 and not a.attisdropped`
  const counted = await countRows(sql, name)
  return {
    oid: table.oid,
    rows: counted ?? Math.max(Math.round(table.estimate), exactRows),
    isEstimate: counted === undefined,
    bytes: Number(table.bytes),
    columns: new Map(columns.map(({ name: column, ...rest }) => [column, rest])),
  }
}

/** @param name The SQL name, quoted if necessary. */
async function countRows(sql: Connection, name: string): Promise<number | undefined> {
  const [row] = await brief(sql, (tx) =>
    tx.unsafe<{ n: number }[]>(`select count(*)::int as n from (select from ${name} limit ${exactRows + 1}) t`),
  )
  return row && row.n <= exactRows ? row.n : undefined
}

/** The number of values in a column; `undefined` if counting takes too long. */
export async function countValues(sql: Connection, table: string, column: string): Promise<number | undefined> {
  const [row] = await brief(sql, (tx) =>
    tx.unsafe<{ n: number; all: number }[]>(
      `select count(${column})::int as n, count(*)::int as all from (select ${column} from ${table} limit ${exactValues + 1}) t`,
    ),
  )
  return row && row.all <= exactValues ? row.n : undefined
}

/**
 * The number of values that a type change would alter; `undefined` if counting takes too long or if a value cannot be
 * converted.
 */
export async function countChanged(
  sql: Connection,
  retyped: Omit<Parameters<typeof changedValuesSql>[0], 'limit'>,
): Promise<number | undefined> {
  const query = changedValuesSql({ ...retyped, limit: exactValues })
  if (query === undefined) return undefined
  const [row] = await brief(sql, (tx) => tx.unsafe<{ n: number; all: number }[]>(query))
  return row && row.all <= exactValues ? row.n : undefined
}

/**
 * Runs a query that gives up instead of waiting, for a slow table or one that may not be read. No count is also an
 * answer.
 */
async function brief<T extends object>(sql: Connection, work: (tx: TransactionSql) => Promise<T[]>): Promise<T[]> {
  let found: T[] = []
  try {
    await sql.begin('read only', async (tx) => {
      await tx.unsafe(`set local statement_timeout = '${countTimeout}'; set local lock_timeout = '1s'`)
      found = await work(tx)
    })
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
  }
  return found
}
