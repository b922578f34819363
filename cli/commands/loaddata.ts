import { createReadStream, existsSync } from 'node:fs'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import type { DataSource } from '@/admin/server'
import { defineCommand } from '../command'
import { withDataClient } from '../data/data-client'
import { counted, DataProgress } from '../output/data-progress'
import type { Terminal } from '../output/terminal'
import type { Sql } from 'postgres'

export const loaddata = defineCommand({
  name: 'loaddata',
  summary: 'Import rows exported by dumpdata, in one transaction.',
  details:
    'If it fails, the database is unchanged. It writes as the DATABASE_URL role, ignores Brolly permissions and adds no audit entries; database triggers and constraints still apply.',
  arguments: { '<files...>': 'files to load, in order; - for standard input' },
  flags: z.object({
    onConflict: z
      .enum(['error', 'update', 'skip'], 'Must be error, update or skip')
      .default('error')
      .describe('what to do when a row’s key already exists: error, update or skip'),
    truncate: z.boolean().default(false).describe('empty the tables first'),
    acceptDataLoss: z.boolean().default(false).describe('with --truncate: empty tables that hold rows, without asking'),
    input: z.boolean().default(true).describe('never prompt; refuse to empty tables that have rows'),
    json: z.boolean().default(false).describe('print the result as JSON'),
  }),
  async run({ onConflict, truncate, acceptDataLoss, input, json }, context, files) {
    const sources = files.map(sourceOf)
    const { loadData } = await import('@/admin/server')
    const progress = new DataProgress()
    const ask = input && !json && !files.includes('-')
    const superusers: string[] = []
    const loaded = await withDataClient(context, async ({ sql }) => {
      const before = new Set(await superuserEmails(sql))
      const done = await loadData(sql, sources, {
        onConflict,
        truncate,
        ...(acceptDataLoss
          ? {}
          : { onTruncate: (tables) => agreeToEmpty(tables, { ask, terminal: context.terminal }) }),
        onProgress: ({ table, rows }) => progress.add(table, rows),
      }).finally(() => progress.end())
      superusers.push(...(await superuserEmails(sql)).filter((email) => !before.has(email)))
      return done
    })
    // Point out superusers, because permissions that come with a file are easily overlooked.
    if (superusers.length > 0)
      context.terminal.warn(
        `The data added superusers: ${superusers.join(', ')}. Revoke the status from anyone who should not have it.`,
      )
    if (json) return context.terminal.print(JSON.stringify(loaded, null, 2))
    const sum = (count: (table: (typeof loaded)[number]) => number) =>
      loaded.reduce((all, file) => all + count(file), 0)
    const [rows, written] = [sum((table) => table.rows), sum((table) => table.written)]
    const tables = loaded.length === 1 ? '1 table' : `${loaded.length} tables`
    const kept = rows > written ? ` ${counted(rows - written)} already existed.` : ''
    context.terminal.print(`Loaded ${counted(written)} rows into ${tables}.${kept}`)
  },
})

/** @throws {AdminError} `INVALID` if there is no terminal to ask on, or the answer is no. */
async function agreeToEmpty(
  tables: readonly { table: string; rows: number }[],
  { ask, terminal }: { ask: boolean; terminal: Terminal },
): Promise<void> {
  if (tables.length === 0) return
  const words = tables
    .map(({ table, rows }) => `${counted(rows)} ${rows === 1 ? 'row' : 'rows'} of ${table}`)
    .join(', ')
  if (!ask || !terminal.interactive)
    throw new AdminError(
      'INVALID',
      `--truncate would lose ${words}. Nothing was loaded. To go ahead, add --accept-data-loss.`,
    )
  if (!(await terminal.confirm(`This loses ${words}. Continue?`)))
    throw new AdminError('INVALID', 'Nothing was changed.')
}

/** Empty if Brolly’s own tables do not exist yet. */
async function superuserEmails(sql: Sql): Promise<string[]> {
  const [known] = await sql<{ there: boolean }[]>`select to_regclass('brolly.users') is not null as there`
  if (known?.there !== true) return []
  const rows = await sql<
    { email: string }[]
  >`select email from brolly.users where is_superuser and is_active order by email`
  return rows.map(({ email }) => email)
}

function sourceOf(file: string): DataSource {
  if (file === '-') return { name: 'standard input', bytes: process.stdin }
  if (!existsSync(file)) throw new AdminError('INVALID', `File not found: ${file}.`)
  return { name: file, bytes: createReadStream(file) }
}
