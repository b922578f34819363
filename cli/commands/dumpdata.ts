import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import type { Site } from '@/admin/server'
import { defineCommand } from '../command'
import { withDataClient } from '../data/data-client'
import { counted, DataProgress } from '../output/data-progress'
import { loadSite } from '../load/load-schema'

export const dumpdata = defineCommand({
  name: 'dumpdata',
  summary: 'Export rows as JSON lines, for loaddata.',
  details:
    'Exports all tables of the schema, or those named. It reads as the DATABASE_URL role and ignores Brolly permissions: the file contains everything in the tables.',
  arguments: { '[tables...]': 'tables to export, such as products crm.contacts (default: all tables of the schema)' },
  flags: z.object({
    exclude: z.array(z.string()).default([]).describe('skip this table; repeatable'),
    where: z.array(z.string()).default([]).describe('only matching rows, as in "products=price > 10"; repeatable'),
    natural: z.boolean().default(false).describe('identify rows by unique columns and omit generated keys'),
    brolly: z.boolean().default(false).describe('include users, permissions and the audit log'),
    output: z.string().optional().describe('write to this file (default: standard output)'),
  }),
  async run({ exclude, where, natural, brolly, output }, context, tables) {
    const conditions = new Map(where.map(condition))
    const site = await requireSite(context.root)
    const { dumpData } = await import('@/admin/server')
    const progress = new DataProgress()
    await withDataClient(context, async ({ sql }) => {
      const lines = dumpData(sql, {
        site,
        tables,
        exclude,
        brolly,
        natural,
        where: conditions,
        onProgress: ({ table, rows, about }) => progress.add(table, rows, about),
      })
      await (output === undefined ? toStandardOutput(lines) : toFile(lines, output))
    })
    const { rows, tables: filled } = progress.end()
    if (output !== undefined)
      context.terminal.print(
        `Wrote ${counted(rows)} rows of ${filled === 1 ? '1 table' : `${filled} tables`} to ${output}.`,
      )
  },
})

function condition(text: string): [table: string, sql: string] {
  const index = text.indexOf('=')
  if (index < 1 || text.slice(index + 1).trim() === '')
    throw new AdminError('INVALID', `--where needs a table, "=" and a condition in SQL, such as "products=price > 10".`)
  return [text.slice(0, index).trim(), text.slice(index + 1)]
}

async function requireSite(root: string): Promise<Site> {
  const site = await loadSite(root)
  if (!site) throw new AdminError('MISCONFIGURED', 'admin.config.ts is missing or has no default export.')
  // admin.config.ts exports the result of defineSite; `brolly check` reports it if not.
  return site as Site
}

async function toStandardOutput(lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), process.stdout, { end: false })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
    throw new AdminError('INVALID', 'The reader closed the pipe. The dump is incomplete.', { cause: error })
  }
}

/** Writes to a temporary name first, so that a failure neither leaves half a file nor overwrites the last good one. */
async function toFile(lines: AsyncIterable<string>, file: string): Promise<void> {
  const part = `${file}.part`
  try {
    // It may contain data that few users may read.
    await pipeline(Readable.from(lines), createWriteStream(part, { mode: 0o600 }))
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new AdminError('INVALID', `${file} cannot be written: ${error.message}.`, { cause: error })
  }
}
