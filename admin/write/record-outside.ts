import { sql } from 'drizzle-orm'
import { writeEntries, type AuditChange, type AuditEntry } from '../audit/write-entries'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { encodeKey } from '../schema/keys'
import { isSecret } from '../schema/secrets'
import type { AdminContext } from '../site/context'
import * as words from '../words/delete'
import { atLocations, type Touched } from './delete-plan'
import { KeptBatches } from './kept-batches'
import { batchesOf } from './lock-deleted'

interface StoredColumn {
  name: string
  baseType: string
  isKey: boolean
}

interface OutsideRow {
  keyParts: string[]
  entry: AuditEntry
}

/** Rows of a table that the schema does not export, as they were before the delete. */
export interface OutsideRows {
  schema: string
  name: string
  effect: 'delete' | 'set null'
  keyColumns: readonly string[]
  rows: KeptBatches<OutsideRow>
}

/**
 * Locks and reads the rows that a delete takes or clears in tables that the schema does not export. The log then has their
 * values, but no undo restores them: nothing here knows how.
 */
export async function readOutside(ctx: AdminContext, touched: readonly Touched[]): Promise<OutsideRows[]> {
  const found: OutsideRows[] = []
  for (const entry of touched) {
    const { table, schema, name, effect, locations } = entry
    if (table || (effect !== 'delete' && effect !== 'set null')) continue
    const columns = await columnsOf(ctx, entry)
    const rows = new KeptBatches<OutsideRow>()
    for (const part of batchesOf(locations)) rows.add(await readRows(ctx, { ...entry, locations: part }, columns))
    const keyColumns = columns.flatMap((column) => (column.isKey ? [column.name] : []))
    found.push({ schema, name, effect, keyColumns, rows })
  }
  return found
}

/** Writes the entries of those that the database did delete or clear: triggers and rules may have kept some. */
export async function recordOutside(ctx: AdminContext, outside: readonly OutsideRows[]): Promise<void> {
  for (const part of outside)
    for (const rows of part.rows) {
      const kept = part.effect === 'delete' ? await keptKeys(ctx, part, rows) : new Set<string>()
      const gone = rows.filter(({ keyParts }) => !kept.has(JSON.stringify(keyParts)))
      await writeEntries(
        ctx,
        gone.map(({ entry }) => entry),
      )
    }
}

/** The columns in their order, as the database has them. */
async function columnsOf(ctx: AdminContext, { schema, name }: Touched): Promise<StoredColumn[]> {
  const rows = await ctx.db.execute<{ name: string; type: string; is_key: boolean }>(sql`
    select a.attname as name, t.typname as type, coalesce(a.attnum = any (i.indkey), false) as is_key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    join pg_type t on t.oid = a.atttypid left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where n.nspname = ${schema}::text and c.relname = ${name}::text and a.attnum > 0 and not a.attisdropped order by a.attnum`)
  return rows.map((row) => ({ name: row.name, baseType: row.type, isKey: row.is_key }))
}

async function readRows(
  ctx: AdminContext,
  { schema, name, effect, via, locations }: Touched,
  columns: readonly StoredColumn[],
): Promise<OutsideRow[]> {
  const values = columns.map(
    (column, index) => sql`t.${sql.identifier(column.name)}::text as ${sql.identifier(`c${index}`)}`,
  )
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join(values, sql`, `)} from ${sql.identifier(schema)}.${sql.identifier(name)} as t where ${atLocations('t', locations)} for update`,
  )
  if (rows.length !== locations.length) throw new AdminError('CONFLICT', words.changedNow)
  const recorded = columns.filter((column) => effect === 'delete' || via?.includes(column.name))
  const path = schema === 'public' ? name : `${schema}.${name}`
  return rows.map((row) => {
    const valueOf = (column: StoredColumn) => row[`c${columns.indexOf(column)}`] ?? null
    const keyParts = columns.filter(({ isKey }) => isKey).map((column) => valueOf(column) ?? '')
    const changes = recorded.flatMap((column): [string, AuditChange][] => {
      const value = valueOf(column)
      if (value === null) return []
      // The schema says nothing of this table, so the name alone tells a secret.
      return [[column.name, isSecret({ ...column, table: name }) ? null : [value, null]]]
    })
    const hasSecret = columns.some((column) => column.isKey && isSecret({ ...column, table: name }))
    // Nothing opens such a row, so a key that contains a secret is not sealed but left out.
    const key = hasSecret ? '' : encodeKey(keyParts)
    const action = effect === 'delete' ? 'delete' : 'change'
    return {
      keyParts,
      entry: {
        table: { path },
        key,
        label: hasSecret ? '(row)' : `#${key}`,
        action,
        changes: Object.fromEntries(changes),
      },
    }
  })
}

async function keptKeys(
  ctx: AdminContext,
  { schema, name, keyColumns }: OutsideRows,
  rows: readonly OutsideRow[],
): Promise<Set<string>> {
  if (keyColumns.length === 0 || rows.length === 0) return new Set()
  const columns = keyColumns.map((column) => sql`t.${sql.identifier(column)}::text`)
  const arrays = keyColumns.map(
    (_, index) => sql`${formatArrayLiteral(rows.map(({ keyParts }) => keyParts[index] ?? ''))}::text::text[]`,
  )
  const found = await ctx.db.execute<{ key: string[] }>(
    sql`select array[${sql.join(columns, sql`, `)}] as key from ${sql.identifier(schema)}.${sql.identifier(name)} as t
      where (${sql.join(columns, sql`, `)}) in (select * from unnest(${sql.join(arrays, sql`, `)}))`,
  )
  return new Set(found.map(({ key }) => JSON.stringify(key)))
}
