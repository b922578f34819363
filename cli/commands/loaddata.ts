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
  summary: 'Read rows that dumpdata has written, in one transaction.',
  details:
    'A failure leaves the database as it was. It writes as the role of DATABASE_URL, around all permissions and without audit entries; triggers and constraints of the database hold.',
  arguments: { '<files...>': 'one after another; - is standard input' },
  flags: z.object({
    onConflict: z
      .enum(['error', 'update', 'skip'], 'One of error, update and skip is needed')
      .default('error')
      .describe('what to do with a row whose key is there already: error, update or skip'),
    truncate: z.boolean().default(false).describe('empty the tables of the files first'),
    acceptDataLoss: z.boolean().default(false).describe('with --truncate: empty tables that hold rows, without asking'),
    input: z.boolean().default(true).describe('ask nothing, and refuse to empty tables that hold rows'),
    json: z.boolean().default(false).describe('print what was loaded as JSON'),
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
    // Rights that come with a file are easily overlooked: these may do everything.
    if (superusers.length > 0)
      context.terminal.warn(
        `New superusers came with the data: ${superusers.join(', ')}. Take the right away from who is not to have it.`,
      )
    if (json) return context.terminal.print(JSON.stringify(loaded, null, 2))
    const sum = (count: (table: (typeof loaded)[number]) => number) =>
      loaded.reduce((all, each) => all + count(each), 0)
    const [rows, written] = [sum((table) => table.rows), sum((table) => table.written)]
    const tables = loaded.length === 1 ? '1 table' : `${loaded.length} tables`
    const kept = rows > written ? ` ${counted(rows - written)} were there already.` : ''
    context.terminal.print(`Loaded ${counted(written)} rows into ${tables}.${kept}`)
  },
})

/** @throws {AdminError} `INVALID` where nobody can be asked, or the answer is no. */
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
      `--truncate would lose ${words}, so nothing was loaded. If that is meant, add --accept-data-loss.`,
    )
  if (!(await terminal.confirm(`This loses ${words}. Go on?`))) throw new AdminError('INVALID', 'Nothing was changed.')
}

/** Nobody, where Brolly’s own tables are not there yet. */
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
  if (!existsSync(file)) throw new AdminError('INVALID', `There is no file ${file}.`)
  return { name: file, bytes: createReadStream(file) }
}
