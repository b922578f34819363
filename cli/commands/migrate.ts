import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import { migrationPlan, stepKey } from '@/migrate/plan/migration-plan'
import type { MigrationStep } from '@/migrate/plan/steps'
import { acceptDataLoss, lintSteps, losingSteps, printLinted, type LintedStep } from '../output/accept-findings'
import { defineCommand, type CommandContext } from '../command'
import { printFindings } from '../output/finding-lines'
import { tellMissingMigrations } from '../load/missing-migrations'
import { printProgress, stepLine } from '../output/migration-lines'
import { whoRuns } from '../load/who'

const seconds = (fallback: number) => z.coerce.number('A number of seconds is needed').min(0).default(fallback)

const flags = z.object({
  plan: z.boolean().default(false).describe('only print what would be done'),
  check: z.boolean().default(false).describe('only print what would be done, exit with 1 when it is something'),
  fake: z.boolean().default(false).describe('change the records without running anything'),
  fakeInitial: z
    .boolean()
    .default(false)
    .describe('only record the first migration where its tables are there already'),
  lockTimeout: seconds(3).describe('seconds that a statement waits for a lock before it makes way (3; 0: for ever)'),
  wait: seconds(60).describe('seconds to wait for another migration (60)'),
  acceptDataLoss: z.boolean().default(false).describe('apply what loses rows or values, without asking'),
  input: z.boolean().default(true).describe('ask nothing, and refuse what would lose data, forward or back'),
  brollyOnly: z.boolean().default(false).describe('only the tables of Brolly'),
  json: z
    .boolean()
    .default(false)
    .describe('print the outcome as JSON; what happens meanwhile goes to the error output'),
})

type Flags = z.output<typeof flags>

export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'Apply the migrations that the database has not had, or go to one of them, forward or back.',
  details:
    'Brolly’s own tables come first, then drizzle/. A target is the name of a migration, the beginning of one, or zero.\nBehind PgBouncer, set DATABASE_MIGRATION_URL to the address of PostgreSQL itself.',
  arguments: { '[target]': 'where to go: forward to a pending migration, back to an applied one, or to zero' },
  flags,
  async run(given, context, [target]) {
    if (given.brollyOnly && target !== undefined)
      throw new AdminError('INVALID', 'The tables of Brolly only go forward. Leave out the target, or --brolly-only.')
    const folder = given.brollyOnly ? brollyFolder() : userFolder()
    const wanted = { ...folder, target, fake: given.fake, fakeInitial: given.fakeInitial }
    const url = await context.migrationUrl()
    const steps = await migrationPlan(url, wanted)
    const linted = await lintSteps(url, steps)
    if (given.plan || given.check) {
      printPlan({ steps, linted }, given, context)
      return given.check && steps.length > 0 ? 1 : 0
    }
    const output = given.json ? toErrorOutput(context) : context.terminal
    printLinted(linted, output)
    await acceptDataLoss(linted, {
      accepted: given.acceptDataLoss,
      ask: given.input && !given.json,
      terminal: context.terminal,
      ...(target === undefined ? {} : { target }),
    })
    // Who has said yes to the loss is not asked again.
    if (losingSteps(linted).length === 0) await agree(steps, given, context)
    const { migrate } = await import('@/migrate/run/migrate')
    const done = await migrate({
      ...wanted,
      url,
      by: whoRuns(),
      waitMs: given.wait * 1000,
      lockTimeoutMs: given.lockTimeout * 1000,
      kitTable: !given.brollyOnly,
      // What came in since has not been looked at.
      agreed: steps.map(stepKey),
      onProgress: printProgress(output),
    })
    if (given.json) context.terminal.print(JSON.stringify(done))
    else if (done.applied.length + done.undone.length === 0) context.terminal.print('Nothing to apply.')
    if (!given.json && !given.brollyOnly && target === undefined) await tellMissingMigrations(context)
    return 0
  },
})

function printPlan(
  { steps, linted }: { steps: readonly MigrationStep[]; linted: readonly LintedStep[] },
  { json }: Flags,
  { terminal }: CommandContext,
): void {
  const findingsOf = (step: MigrationStep) => linted.filter((each) => each.step === step)
  if (json)
    return terminal.print(
      JSON.stringify({
        steps: steps.map((step) => ({ ...toJson(step), findings: findingsOf(step)[0]?.findings ?? [] })),
      }),
    )
  if (steps.length === 0) return terminal.print('Nothing to apply.')
  for (const step of steps) {
    terminal.print(stepLine(step))
    for (const { findings } of findingsOf(step)) printFindings(findings, terminal)
  }
}

function toJson(step: MigrationStep) {
  const { action, folder, file, source, statements, recordOnly, irreversible } = step
  return { action, folder, name: file.name, source, statements: statements.length, recordOnly, irreversible }
}

const isWayBack = (steps: readonly MigrationStep[]) => steps.some((step) => step.action === 'undo')

/** The way back undoes what is in use, and may run code that nobody can look into. */
async function agree(steps: readonly MigrationStep[], { input, json, fake }: Flags, context: CommandContext) {
  if (!isWayBack(steps) || fake || !input || steps.some((step) => step.irreversible !== undefined)) return
  const { terminal } = context
  if (!terminal.interactive || json)
    throw new AdminError(
      'INVALID',
      'Going back undoes what is in use, and nobody is here to be asked. Add --no-input to do it, --plan to look at it.',
    )
  terminal.print('This will:')
  for (const step of steps) terminal.print(`  ${stepLine(step)}`)
  if (!(await terminal.confirm('Go back? No rows or values are lost.')))
    throw new AdminError('INVALID', 'Nothing was changed.')
}

function toErrorOutput({ terminal }: CommandContext): Pick<CommandContext['terminal'], 'print' | 'warn'> {
  return { print: (line) => terminal.warn(line), warn: (line) => terminal.warn(line) }
}
