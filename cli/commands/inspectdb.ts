import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { withConnection } from '@/migrate/database/connection'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import type { WrittenAdmins } from '@/migrate/inspect/admin-code'
import type { Selection } from '@/migrate/inspect/catalogue'
import type { WrittenSchema } from '@/migrate/inspect/schema-code'
import type { InspectedDatabase } from '@/migrate/inspect/shape'
import { attachmentSteps, attachSchema, ownWork, writeEnvironment, writeInspected } from '../attach/attach-schema'
import { defineCommand, type CommandContext } from '../command'
import { printInspected, type InspectedReport } from '../output/inspected-lines'
import { loadSchema, loadSite } from '../load/load-schema'
import { whoRuns } from '../load/who'

export const inspectdb = defineCommand({
  name: 'inspectdb',
  summary: 'Generate a Drizzle schema from an existing database and attach the project to it.',
  details:
    'Replaces the demo: removes its folder, its entries and its migrations. In the database, it creates only the schemas for the records of Brolly and drizzle-kit. With --print or --out, it changes nothing else.',
  flags: z.object({
    url: z.string().optional().describe('database URL, saved to .env (default: DATABASE_URL)'),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'Use lower-case letters, digits and hyphens')
      .optional()
      .describe('folder under db/ (default: the database name)'),
    schema: z.array(z.string()).default([]).describe('only this PostgreSQL schema; repeatable'),
    table: z.array(z.string()).default([]).describe('only this table, such as products or crm.contacts; repeatable'),
    print: z.boolean().default(false).describe('print the schema and change nothing'),
    out: z.string().optional().describe('write schema.ts and admin.ts to this folder and change nothing else'),
    json: z.boolean().default(false).describe('print the result as JSON'),
    overwrite: z.boolean().default(false).describe('overwrite an edited schema and existing migrations'),
    input: z.boolean().default(true).describe('do not ask for confirmation'),
  }),
  async run({ url: given, name, schema, table, print, out, overwrite, json, input }, context) {
    const url = given ?? (await context.databaseUrl())
    const inspected = await inspect(url, { schemas: schema, tables: table })
    const report = (files: readonly string[], code?: string) =>
      printInspected(context.terminal, { report: reportOf(inspected, files, code), json })
    if (print) return json ? report([], inspected.written.code) : context.terminal.print(inspected.written.code)
    if (inspected.database.tables.length === 0)
      throw new AdminError(
        'INVALID',
        `The database ${inspected.name} has no ${schema.length + table.length > 0 ? 'matching tables' : 'tables'}.`,
      )
    const files = { code: inspected.written.code, admins: inspected.admins }
    if (out !== undefined) return report(await writeInspected(path.resolve(out), files))
    const attachment = { root: context.root, domain: name ?? folderName(inspected.name), ...files }
    const own = ownWork(attachment, userFolder().folder)
    if (own.length > 0 && !overwrite)
      throw new AdminError(
        'INVALID',
        `This would remove ${own.join(', and ')}. Nothing was changed. Commit or back them up, then add --overwrite.`,
      )
    await agree(attachmentSteps(attachment), { input, terminal: context.terminal })
    // Run the one step that the database can reject before changing any file.
    const { migrate } = await import('@/migrate/run/migrate')
    await migrate({ url, ...brollyFolder(), by: whoRuns() })
    const written = await attachSchema(attachment)
    if (given !== undefined) writeEnvironment(context.root, 'DATABASE_URL', given)
    await beginMigrations(url, context.root, inspected)
    report([...written, path.join(userFolder().folder, '0000_baseline.sql')])
    if (!json) context.terminal.print('Start with: npm run dev')
  },
})

interface Inspected {
  /** The name of the database. */
  readonly name: string
  readonly database: InspectedDatabase
  readonly written: WrittenSchema
  readonly admins: WrittenAdmins | null
}

async function inspect(url: string, selection: Selection): Promise<Inspected> {
  const { readCatalogue } = await import('@/migrate/inspect/catalogue')
  const { writeSchema } = await import('@/migrate/inspect/schema-code')
  const { writeAdmins } = await import('@/migrate/inspect/admin-code')
  return withConnection(url, async (sql) => {
    const database = await readCatalogue(sql, selection)
    const [row] = await sql<{ name: string }[]>`select current_database() as name`
    const written = writeSchema(database)
    return { name: row?.name ?? 'database', database, written, admins: writeAdmins(written.tables) }
  })
}

function reportOf({ name, database, written }: Inspected, files: readonly string[], code?: string): InspectedReport {
  const path = ({ schema, name: table }: { schema: string; name: string }) => `${schema}.${table}`
  return {
    database: name,
    tables: database.tables.filter(({ kind }) => kind === 'table').map(path),
    views: database.tables.filter(({ kind }) => kind !== 'table').map(path),
    enums: database.enums.map(path),
    notInDrizzle: written.leftovers.map(({ schema, table, what, name: own, statement }) => ({
      schema,
      table,
      what,
      name: own,
      statement,
    })),
    files,
    ...(code === undefined ? {} : { code }),
  }
}

async function agree(
  steps: readonly string[],
  { input, terminal }: { input: boolean; terminal: CommandContext['terminal'] },
): Promise<void> {
  if (!input) return
  if (!terminal.interactive) throw new AdminError('INVALID', 'No terminal to ask on. Add --no-input to go ahead.')
  terminal.print('This will:')
  for (const step of steps) terminal.print(`  - ${step}`)
  if (!(await terminal.confirm('Continue?'))) throw new AdminError('INVALID', 'Nothing was changed.')
}

/**
 * Writes a first migration that describes the existing tables, and records it as applied: the next one contains only
 * changes.
 */
async function beginMigrations(url: string, root: string, baseline: Inspected): Promise<void> {
  const { folder, name } = userFolder()
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  const site = await loadSite(root)
  const casing = typeof site === 'object' && site !== null && 'casing' in site ? site.casing : undefined
  const { writeBaseline } = await import('@/migrate/inspect/baseline')
  const { recordAsApplied } = await import('@/migrate/run/migrate')
  await writeBaseline(
    {
      folder: fresh,
      schema: await loadSchema(root),
      casing: casing === 'snake_case' || casing === 'camelCase' ? casing : undefined,
    },
    baseline,
  )
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  await recordAsApplied({ url, folder, name, by: whoRuns(), kitTable: true })
}

/** Turns the name of a database into the name of a folder. */
function folderName(database: string): string {
  const plain = database
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return plain === '' ? 'main' : plain
}
