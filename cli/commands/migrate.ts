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

const seconds = (fallback: number) => z.coerce.number('Must be a number of seconds').min(0).default(fallback)

const flags = z.object({
  plan: z.boolean().default(false).describe('print the plan only'),
  check: z.boolean().default(false).describe('print the plan only; exit with 1 if there is anything to do'),
  fake: z.boolean().default(false).describe('record migrations as applied or reverted without running them'),
  fakeInitial: z
    .boolean()
    .default(false)
    .describe('record the first migration without running it if its tables already exist'),
  lockTimeout: seconds(3).describe('seconds a statement waits for a lock before it backs off (3; 0: no limit)'),
  wait: seconds(60).describe('seconds to wait for another migration run (60)'),
  acceptDataLoss: z.boolean().default(false).describe('allow migrations that lose data, without asking'),
  input: z.boolean().default(true).describe('never prompt; refuse anything that would lose data'),
  brollyOnly: z.boolean().default(false).describe('only Brolly’s own tables'),
  json: z.boolean().default(false).describe('print the result as JSON; progress goes to standard error'),
})

type Flags = z.output<typeof flags>

export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'Apply pending migrations, or migrate forward or back to a target.',
  details:
    'Brolly’s own tables come first, then drizzle/. A target is a migration name, the beginning of one, or zero.\nBehind PgBouncer, set DATABASE_MIGRATION_URL to connect to PostgreSQL directly.',
  arguments: { '[target]': 'where to go: forward to a pending migration, back to an applied one, or to zero' },
  flags,
  async run(given, context, [target]) {
    if (given.brollyOnly && target !== undefined)
      throw new AdminError('INVALID', 'Brolly’s own tables cannot be reverted. Leave out the target or --brolly-only.')
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
    // A user who accepted the loss of data is not asked again.
    if (losingSteps(linted).length === 0) await agree(steps, given, context)
    const { migrate } = await import('@/migrate/run/migrate')
    const done = await migrate({
      ...wanted,
      url,
      by: whoRuns(),
      waitMs: given.wait * 1000,
      lockTimeoutMs: given.lockTimeout * 1000,
      kitTable: !given.brollyOnly,
      // Steps added since then have not been reviewed.
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
  const findingsOf = (step: MigrationStep) => linted.filter((item) => item.step === step)
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

const isReverting = (steps: readonly MigrationStep[]) => steps.some((step) => step.action === 'undo')

/** Reverting affects tables that are in use, and may run code that cannot be analysed. */
async function agree(steps: readonly MigrationStep[], { input, json, fake }: Flags, context: CommandContext) {
  if (!isReverting(steps) || fake || !input || steps.some((step) => step.irreversible !== undefined)) return
  const { terminal } = context
  if (!terminal.interactive || json)
    throw new AdminError(
      'INVALID',
      'Reverting needs confirmation, and there is no terminal to ask on. Add --no-input to go ahead, or --plan to preview.',
    )
  terminal.print('This will:')
  for (const step of steps) terminal.print(`  ${stepLine(step)}`)
  if (!(await terminal.confirm('Revert? No data will be lost.')))
    throw new AdminError('INVALID', 'Nothing was changed.')
}

function toErrorOutput({ terminal }: CommandContext): Pick<CommandContext['terminal'], 'print' | 'warn'> {
  return { print: (line) => terminal.warn(line), warn: (line) => terminal.warn(line) }
}
