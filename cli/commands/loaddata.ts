import { createReadStream, existsSync } from 'node:fs'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import type { DataSource } from '@/admin/server'
import { defineCommand } from '../command'
import { withDataClient } from '../data-client'
import { counted, DataProgress } from '../data-progress'

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
    json: z.boolean().default(false).describe('print what was loaded as JSON'),
  }),
  async run({ onConflict, truncate, json }, context, files) {
    const sources = files.map(sourceOf)
    const { loadData } = await import('@/admin/server')
    const progress = new DataProgress()
    const loaded = await withDataClient(context, ({ sql }) =>
      loadData(sql, sources, {
        onConflict,
        truncate,
        onProgress: ({ table, rows }) => progress.add(table, rows),
      }).finally(() => progress.end()),
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

function sourceOf(file: string): DataSource {
  if (file === '-') return { name: 'standard input', bytes: process.stdin }
  if (!existsSync(file)) throw new AdminError('INVALID', `There is no file ${file}.`)
  return { name: file, bytes: createReadStream(file) }
}
