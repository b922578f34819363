import type { ISql, Row, TransactionSql } from 'postgres'
import { AdminError } from '@/admin/errors'
import type { BatchOptions } from '../files/data-migration'

/** A table that is processed in batches. */
export interface BatchTable {
  /** Qualified and quoted. */
  readonly name: string
  /** The columns of the primary key, in order, with their SQL types. */
  readonly key: readonly { readonly column: string; readonly type: string }[]
  /** The row count from the planner's statistics; `undefined` for a table that was never analysed. */
  readonly about: number | undefined
}

export interface Batch {
  readonly rows: object[]
  /** The key of the last processed row, as text. */
  readonly after: string[] | undefined
}

/** @throws {AdminError} `INVALID` if the table does not exist or has no primary key. */
export async function readBatchTable(sql: ISql, table: string): Promise<BatchTable> {
  const [found] = await sql<{ name: string; about: number | null; key: BatchTable['key'] | null }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, nullif(greatest(c.reltuples, 0), 0)::float8 as about,
      (select json_agg(json_build_object('column', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by k.place)
       from pg_index i, unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
       where i.indrelid = c.oid and i.indisprimary and i.indrelid = a.attrelid) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid = to_regclass(${table}) and c.relkind in ('r', 'p')`
  if (!found) throw new AdminError('INVALID', `batch: no table ${table}. Write the name as in SQL, quoted if needed.`)
  if (!found.key) throw new AdminError('INVALID', `batch: ${table} has no primary key. Use plain SQL instead.`)
  return { name: found.name, key: found.key, about: found.about ?? undefined }
}

/** Reads and locks the rows after a key. */
export async function readBatch(
  tx: ISql | TransactionSql,
  table: BatchTable,
  options: BatchOptions & { after: readonly string[] | undefined },
): Promise<Batch> {
  const { after, size = 1000, columns = table.key.map((part) => part.column), where } = options
  const key = table.key.map((part) => quoted(part.column))
  const beyond = `(${key.join(', ')}) > (${table.key.map((part, index) => `$${index + 1}::text::${part.type}`).join(', ')})`
  const conditions = [after && beyond, where && `(${where})`].filter(
    (condition) => condition !== undefined && condition !== '',
  )
  const rows = await tx.unsafe<Row[]>(
    `select array[${key.map((name) => `${name}::text`).join(', ')}] as "~key", ${columns.map(quoted).join(', ')}
     from ${table.name} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by ${key.join(', ')} limit ${Math.max(1, Math.trunc(size))} for no key update`,
    [...(after ?? [])],
  )
  const last = keyOf(rows.at(-1))
  for (const row of rows) delete row['~key']
  return { rows, after: last }
}

function keyOf(row: Row | undefined): string[] | undefined {
  const key: unknown = row?.['~key']
  return Array.isArray(key) ? key.map(String) : undefined
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
