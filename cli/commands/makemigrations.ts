import { z } from 'zod'
import { userFolder } from '@/migrate/folders'
import { generateMigration } from '@/migrate/generate'
import { defineCommand } from '../command'
import { loadSchema, loadSite } from '../load-schema'

export const makemigrations = defineCommand({
  name: 'makemigrations',
  summary: 'Write a migration for what has changed in db/schema.ts since the last one.',
  details: 'The files are in the format of drizzle-kit, in drizzle/. Read them before you commit them.',
  flags: z.object({
    name: z.string().optional().describe('what it does, for the name of the file'),
    empty: z.boolean().default(false).describe('write a file for statements of your own'),
    check: z.boolean().default(false).describe('write nothing, exit with 1 when a migration is missing'),
  }),
  async run({ name, empty, check }, { root, terminal }) {
    const schema = await loadSchema(root)
    const casing = casingOf(await loadSite(root))
    const { folder } = userFolder()
    const made = await generateMigration({ folder, schema, casing, name, empty: empty && !check, dryRun: check })
    if (!made) return terminal.print('No changes.')
    if (check) {
      terminal.warn(`db/schema.ts has changes without a migration (${made.name}). Run: npx brolly makemigrations`)
      return 1
    }
    terminal.print(`Wrote drizzle/${made.name}.sql`)
    for (const statement of made.statements) terminal.print(`  ${statement.split('\n')[0]?.replace(/ \($/, '') ?? ''}`)
    terminal.print('Read it, then apply it with: npx brolly migrate')
    return 0
  },
})

function casingOf(site: unknown): 'snake_case' | 'camelCase' | undefined {
  if (typeof site !== 'object' || site === null || !('casing' in site)) return undefined
  return site.casing === 'snake_case' || site.casing === 'camelCase' ? site.casing : undefined
}
