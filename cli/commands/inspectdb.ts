import { renameSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { withConnection } from '@/migrate/connection'
import { brollyFolder, userFolder } from '@/migrate/folders'
import { generateMigration } from '@/migrate/generate'
import { readCatalogue } from '@/migrate/inspect/catalogue'
import { schemaCode } from '@/migrate/inspect/schema-code'
import { migrate, recordAsApplied } from '@/migrate/migrate'
import { attachmentSteps, attachSchema, writeEnvironment } from '../attach-schema'
import { defineCommand, type CommandContext } from '../command'
import { loadSchema, loadSite } from '../load-schema'
import { whoRuns } from '../who'

export const inspectdb = defineCommand({
  name: 'inspectdb',
  summary: 'Write a Drizzle schema from an existing database, and work on that database from then on.',
  details:
    'Takes the place of the demo: its folder, its lines and its migrations go. The database itself gains only the schemas in which Brolly and drizzle-kit keep their own records.',
  flags: z.object({
    url: z.string().optional().describe('the database, kept in .env; default: DATABASE_URL'),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'Small letters, digits and hyphens are needed')
      .optional()
      .describe('the folder under db/; default: the name of the database'),
    print: z.boolean().default(false).describe('only show the schema, change nothing'),
    input: z.boolean().default(true).describe('do it without asking'),
  }),
  async run({ url: given, name, print, input }, context) {
    const { root, terminal } = context
    const url = given ?? (await context.databaseUrl())
    const { code, database, tables } = await inspect(url)
    if (print) return terminal.print(code)
    if (tables === 0) throw new AdminError('INVALID', `The database ${database} has no tables.`)
    const attachment = { root, domain: name ?? folderName(database), code }
    await agree(attachmentSteps(attachment), { input, terminal })
    // The one step that the database can refuse comes before any file is touched.
    await migrate({ url, ...brollyFolder(), by: whoRuns() })
    await attachSchema(attachment)
    if (given !== undefined) writeEnvironment(root, 'DATABASE_URL', given)
    await beginMigrations(url, root)
    terminal.print(`Wrote db/${attachment.domain}/schema.ts: ${tables === 1 ? '1 table' : `${tables} tables`}.`)
    terminal.print('Start with: npm run dev')
  },
})

async function inspect(url: string): Promise<{ code: string; database: string; tables: number }> {
  return withConnection(url, async (sql) => {
    const found = await readCatalogue(sql)
    const [row] = await sql<{ name: string }[]>`select current_database() as name`
    return { code: schemaCode(found), database: row?.name ?? 'database', tables: found.tables.length }
  })
}

async function agree(
  steps: readonly string[],
  { input, terminal }: { input: boolean; terminal: CommandContext['terminal'] },
): Promise<void> {
  if (!input) return
  if (!terminal.interactive) throw new AdminError('INVALID', 'Nobody is here to be asked. Add --no-input to do it.')
  terminal.print('This will:')
  for (const step of steps) terminal.print(`  - ${step}`)
  if (!(await terminal.confirm('Go on?'))) throw new AdminError('INVALID', 'Nothing was changed.')
}

/** A first migration that says what is there, recorded as applied: the next one holds only what changes from here on. */
async function beginMigrations(url: string, root: string): Promise<void> {
  const { folder, name } = userFolder()
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  const site = await loadSite(root)
  const casing = typeof site === 'object' && site !== null && 'casing' in site ? site.casing : undefined
  await generateMigration({
    folder: fresh,
    schema: await loadSchema(root),
    casing: casing === 'snake_case' || casing === 'camelCase' ? casing : undefined,
    name: 'baseline',
  })
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  await recordAsApplied({ url, folder, name, by: whoRuns(), kitTable: true })
}

/** A database's name as the name of a folder. */
function folderName(database: string): string {
  const plain = database
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return plain === '' ? 'main' : plain
}
