import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { userFolder } from '@/migrate/files/folders'
import type { GeneratedMigration } from '@/migrate/generate/generate'
import type { JoinedBranches } from '@/migrate/rewrite/merge'
import { defineCommand, type CommandContext } from '../command'
import type { Proof } from '@/migrate/generate/prove'
import { readFolder } from '@/migrate/files/folder'
import { lintWhereReachable, proveWhereReachable, withDependencies } from '../output/accept-findings'
import { printFindings } from '../output/finding-lines'
import { loadCode } from '../load/load-schema'
import { answerFlags, answersForLook, answersFrom } from '../output/migration-answers'
import type { Terminal } from '../output/terminal'

const flags = z.object({
  name: z.string().optional().describe('description used in the file name'),
  empty: z.boolean().default(false).describe('write an empty data migration with up and down in TypeScript'),
  sql: z.boolean().default(false).describe('with --empty: write a file for SQL statements instead of code'),
  dryRun: z.boolean().default(false).describe('print what would be written without writing it'),
  check: z.boolean().default(false).describe('write nothing; exit with 1 if a migration is missing'),
  merge: z.boolean().default(false).describe('merge two branches of migrations after a merge in version control'),
  ...answerFlags,
  json: z.boolean().default(false).describe('print the result as JSON'),
})

type Flags = z.output<typeof flags>

export const makemigrations = defineCommand({
  name: 'makemigrations',
  summary: 'Write a migration for the changes in db/schema.ts since the last one, and its down migration.',
  details: 'Files are written to drizzle/ in drizzle-kit’s format. Review them before you commit.',
  flags,
  async run(given, context) {
    if (given.sql && !given.empty) throw new AdminError('INVALID', '--sql requires --empty.')
    if (given.merge) return mergeMigrations(given, context)
    if (given.check) return checkMigrations(given, context)
    const { terminal } = context
    const open: string[] = []
    const answers = given.dryRun ? answersForLook(given, terminal, { open, ask: true }) : answersFrom(given, terminal)
    const empty = given.empty ? (given.sql ? 'sql' : 'code') : undefined
    const { folder } = userFolder()
    const code = await loadCode(context.root)
    const options = { folder, ...code, answers, dryRun: given.dryRun }
    const { generateMigration } = await import('@/migrate/generate/generate')
    const before = readFolder(folder).flatMap((file) => file.statements)
    const made = await withDependencies(context, (askDependencies) =>
      generateMigration({ ...options, name: given.name, empty, askDependencies }),
    )
    refuseUnused(answers.unused())
    const findings = made ? await lintWhereReachable(made.statements, context) : []
    const proof = await proveWhereReachable(made?.statements ?? [], { before, code, context })
    if (given.json) terminal.print(JSON.stringify({ ...jsonOf(made), findings, ...proof }))
    else if (!made) terminal.print('No changes.')
    else {
      if (given.dryRun) printFiles(made, open, terminal)
      else printWritten(made, terminal)
      printFindings(findings, terminal)
      printProof(proof, terminal)
      if (!given.dryRun && proof.unlike.length === 0)
        terminal.print('Review it, then apply it with: npx brolly migrate')
    }
    return 0
  },
})

async function mergeMigrations({ input, dryRun, json }: Flags, { terminal }: CommandContext): Promise<number> {
  const { folder } = userFolder()
  const { joinBranches, writeJoined } = await import('@/migrate/rewrite/merge')
  const joined = joinBranches(folder)
  const renamed = joined?.renamed ?? []
  if (joined && !dryRun) {
    if (input && !terminal.interactive)
      throw new AdminError('INVALID', 'No terminal to ask on. Add --no-input to go ahead, or --dry-run to preview.')
    if (input && !(await terminal.confirm(mergeQuestion(joined))))
      throw new AdminError('INVALID', 'Nothing was changed.')
    writeJoined(folder, joined)
  }
  if (json) terminal.print(JSON.stringify({ renamed }))
  else if (!joined) terminal.print('There is only one branch.')
  else for (const { from, to } of renamed) terminal.print(`${dryRun ? 'Would rename' : 'Renamed'} ${from} to ${to}`)
  return 0
}

function mergeQuestion({ first, renamed }: JoinedBranches): string {
  return `Put ${renamed.map(({ from, to }) => `${from} (as ${to})`).join(', ')} after ${first.join(', ')}?`
}

async function checkMigrations(given: Flags, { root, terminal }: CommandContext): Promise<number> {
  const answers = answersForLook(given, terminal, { open: [], ask: false })
  const { folder } = userFolder()
  const { generateMigration } = await import('@/migrate/generate/generate')
  const made = await generateMigration({ folder, ...(await loadCode(root)), answers, dryRun: true })
  if (given.json) terminal.print(JSON.stringify(jsonOf(made)))
  else if (!made) terminal.print('No changes.')
  else terminal.warn(`db/schema.ts has changes without a migration (${made.name}). Run: npx brolly makemigrations`)
  return made ? 1 : 0
}

/** Rejects flags that answered no question; usually one is misspelled. Unanswered questions are reported first. */
function refuseUnused(unused: readonly string[]): void {
  if (unused.length > 0) throw new AdminError('INVALID', `No question matches ${unused.join(', ')}.`)
}

function jsonOf(made: GeneratedMigration | undefined): object {
  if (!made) return { name: null, files: [], statements: [], down: [], removed: [] }
  const { files, ...rest } = made
  return { ...rest, files: Object.keys(files).map((file) => `drizzle/${file}`) }
}

function printProof({ refusals, unlike }: Proof, terminal: Terminal): void {
  for (const { number, statement, reason, advice } of refusals)
    terminal.warn(
      `migrate will fail at statement ${number} (${firstLine(statement)}): ${reason}.${advice === '' ? '' : ` ${advice}`}`,
    )
  for (const { name, fact, code, migration } of unlike)
    terminal.warn(
      `The migration does not produce what the code describes: ${name}, ${fact}: ${code ?? 'none'} in the code, ${migration ?? 'none'} after the migration.`,
    )
  if (unlike.length > 0) terminal.warn('Fix its statements before you apply it.')
}

function printFiles({ files, removed }: GeneratedMigration, open: readonly string[], terminal: Terminal): void {
  for (const [file, text] of Object.entries(files)) terminal.print(`-- drizzle/${file}\n${text}`)
  for (const column of open)
    terminal.warn(`${column} needs a value for existing rows: --default "${column}=<SQL expression>"`)
  warnRemoved(removed, terminal)
}

function printWritten(made: GeneratedMigration, terminal: Terminal): void {
  for (const file of Object.keys(made.files)) terminal.print(`Wrote drizzle/${file}`)
  for (const statement of made.statements) terminal.print(`  ${firstLine(statement)}`)
  warnRemoved(made.removed, terminal)
}

function firstLine(statement: string): string {
  return statement.split('\n')[0]?.replace(/ \($/, '') ?? ''
}

function warnRemoved(removed: readonly string[], terminal: Terminal): void {
  if (removed.length === 0) return
  const them = removed.join(', ')
  terminal.warn(`Treated as removed, along with ${removed.length === 1 ? 'its' : 'their'} data: ${them}.`)
  terminal.warn('If this is a rename, delete the files and run again with: --rename <old>:<new>')
}
