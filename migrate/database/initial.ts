import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import type { Connection } from './connection'
import { shown, type MigrationFile } from '../files/folder'

const snapshotSchema = z.object({
  tables: z.record(
    z.string(),
    z.object({
      name: z.string(),
      schema: z.string(),
      columns: z.record(z.string(), z.object({ name: z.string() })),
    }),
  ),
})

interface Wanted {
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * Whether the tables of a folder's first migration already exist, so that it only needs to be recorded.
 *
 * @returns `false` if none exists: the migration is then applied as usual.
 * @throws {AdminError} `CONFLICT` naming what is missing, if only some exist.
 */
export async function hasInitialTables(sql: Connection, folder: string, file: MigrationFile): Promise<boolean> {
  const wanted = readWanted(folder, file)
  const found = await readColumns(sql, wanted)
  if (!wanted.some((table) => found.has(nameOf(table)))) return false
  const missing = wanted.flatMap((table) => {
    const columns = found.get(nameOf(table))
    if (columns === undefined) return [`the table ${nameOf(table)}`]
    return table.columns
      .filter((column) => !columns.has(column))
      .map((column) => `the column ${nameOf(table)}.${column}`)
  })
  if (missing.length === 0) return true
  const rest = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
  throw new AdminError(
    'CONFLICT',
    `${file.source} is only partly present. Missing: ${missing.slice(0, 5).join(', ')}${rest}. Add what is missing and migrate again, or record it as applied with --fake.`,
  )
}

/** The tables after the first migration, from its snapshot. */
function readWanted(folder: string, file: MigrationFile): Wanted[] {
  const snapshot = path.join(
    /* turbopackIgnore: true */ folder,
    'meta',
    `${String(file.idx).padStart(4, '0')}_snapshot.json`,
  )
  const parsed = existsSync(snapshot) ? snapshotSchema.safeParse(JSON.parse(readFileSync(snapshot, 'utf8'))) : undefined
  if (parsed?.success !== true)
    throw new AdminError(
      'INVALID',
      `${shown(snapshot)} is missing or not a snapshot of drizzle-kit. Use --fake instead.`,
    )
  return Object.values(parsed.data.tables).map(({ name, schema, columns }) => ({
    schema: schema === '' ? 'public' : schema,
    table: name,
    columns: Object.values(columns).map((column) => column.name),
  }))
}

async function readColumns(sql: Connection, wanted: readonly Wanted[]): Promise<Map<string, Set<string>>> {
  const rows = await sql<{ schema: string; table: string; columns: string[] }[]>`
    select n.nspname as schema, c.relname as "table", array_agg(a.attname::text) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and n.nspname = any (${wanted.map((table) => table.schema)}) and c.relname = any (${wanted.map((table) => table.table)})
    group by 1, 2`
  return new Map(rows.map((row) => [nameOf(row), new Set(row.columns)]))
}

function nameOf({ schema, table }: { schema: string; table: string }): string {
  return schema === 'public' ? table : `${schema}.${table}`
}
