import { z } from 'zod'
import type { Advice } from '@/admin/server'
import { userFolder } from '@/migrate/files/folders'
import { withDatabase } from '../data/accounts'
import { defineCommand, type CommandContext } from '../command'
import { engineContext } from '../load/load-engine'
import { loadCode } from '../load/load-schema'

export const advise = defineCommand({
  name: 'advise',
  summary: 'List the sorts, filters, searches and relations on large tables that no index supports.',
  details:
    'Runs EXPLAIN for each, and for slow lists recorded by pg_stat_statements. No query is executed and nothing is changed.\nWith the hypopg extension, it runs EXPLAIN again as if the suggested index existed.',
  flags: z.object({
    leastRows: z.coerce
      .number('Must be a number of rows')
      .int('Must be a number of rows')
      .min(0)
      .default(10_000)
      .describe('skip tables with fewer rows (10000)'),
    write: z.boolean().default(false).describe('write a migration that creates the indexes without blocking writes'),
    json: z.boolean().default(false).describe('print JSON'),
  }),
  async run({ leastRows, write, json }, context) {
    const { adviseIndexes } = await import('@/admin/server')
    const advice = await withDatabase(context, async (db) =>
      adviseIndexes(await engineContext(context.root, db), { leastRows }),
    )
    if (json) context.terminal.print(JSON.stringify(advice, null, 2))
    else printAdvice(advice, context)
    if (write) await writeAdvised(advice, context)
  },
})

function printAdvice(advice: readonly Advice[], { terminal }: CommandContext): void {
  if (advice.length === 0) return terminal.print('Every large table has the indexes it needs.')
  for (const { table, kind, name, rows, cost, costWith, indexes, note } of advice) {
    const gain = costWith === null ? '' : `, ${costWith.toLocaleString('en')} with the index`
    terminal.print(
      `${table}  ${kind} ${name}: reads about ${rows.toLocaleString('en')} rows, cost ${cost.toLocaleString('en')}${gain}`,
    )
    for (const { create } of indexes) terminal.print(`  ${create}`)
    if (note !== null) terminal.print(`  ${note}`)
  }
}

async function writeAdvised(advice: readonly Advice[], { root, terminal }: CommandContext): Promise<void> {
  const indexes = [...new Map(advice.flatMap((item) => item.indexes).map((index) => [index.name, index])).values()]
  if (indexes.length === 0) return terminal.warn('No index to write.')
  const extensions = new Set(advice.flatMap(({ note }) => /^Needs (CREATE EXTENSION .*)$/u.exec(note ?? '')?.[1] ?? []))
  const { generateMigration } = await import('@/migrate/generate/generate')
  const made = await generateMigration({
    folder: userFolder().folder,
    ...(await loadCode(root)),
    written: {
      statements: [...extensions, ...indexes.map(({ create }) => create)],
      down: indexes.map(({ drop }) => drop).toReversed(),
    },
  })
  if (made) terminal.warn(`Wrote drizzle/${made.name}.sql. Review it, then apply it with: npx brolly migrate`)
}
