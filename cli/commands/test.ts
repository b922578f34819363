import { z } from 'zod'
import { defineCommand, type CommandContext } from '../command'
import type { Template } from '../testing/template'
import type { TestRun } from '../testing/test-run'

const whole = z.coerce.number('Must be a whole number').int('Must be a whole number').min(1, 'Must be at least 1')

const flags = z.object({
  keepdb: z.boolean().default(false).describe('keep the migrated template database so that the next run starts faster'),
  k: z
    .string()
    .refine(isPattern, 'Must be a regular expression')
    .optional()
    .describe('run only tests whose name matches this pattern'),
  failFast: z.boolean().default(false).describe('stop after the first failure'),
  shuffle: z.boolean().default(false).describe('run files and tests in random order and print the seed'),
  seed: whole.optional().describe('with --shuffle: the order of an earlier run'),
  durations: whole.optional().describe('list this many of the slowest tests'),
  workers: whole.optional().describe('run this many files in parallel'),
  watch: z.boolean().default(false).describe('keep running, and rerun tests affected by a change'),
})

type Flags = z.output<typeof flags>

export const test = defineCommand({
  name: 'test',
  summary: 'Run your tests on disposable copies of the migrated database.',
  details:
    'Arguments filter by file: `npx brolly test db/shop` runs the tests in that folder. Arguments after -- go to Vitest.\nDATABASE_URL is never used. Tests run on an embedded PostgreSQL, or on the server at BROLLY_TEST_URL.',
  arguments: { '[words...]': 'parts of file names' },
  flags,
  async run(given, context, words) {
    const { runVitest, vitestProgram } = await import('../testing/run-vitest')
    const program = vitestProgram()
    const [{ missingMigration }, { beginRun }, { testServer }] = await Promise.all([
      import('../testing/missing-migration'),
      import('../testing/test-run'),
      import('../testing/test-server'),
    ])
    const missing = missingMigration(context.root)
    const run = await beginRun(await testServer(context))
    const passing: string[] = []
    context.atExit(() => run.end(passing))
    if (run.removed > 0) context.terminal.print(`Removed ${counted(run.removed, 'database')} left by interrupted runs.`)
    const template = await templateFor(run, given, { context, passing })
    const warning = await missing
    if (warning !== undefined) context.terminal.warn(warning)
    return runVitest(context, {
      program,
      watch: given.watch,
      args: [...vitestFlags(given), ...words],
      variables: {
        BROLLY_TEST_URL: run.url,
        BROLLY_TEST_PREFIX: run.prefix,
        BROLLY_TEST_TEMPLATE: template.name,
        BROLLY_TEST_DURATIONS: String(given.durations ?? 0),
      },
    })
  },
})

interface Place {
  context: CommandContext
  /** Receives the names of databases to drop after the run. */
  passing: string[]
}

/** A template is kept only with --keepdb. Without it, one from an earlier run is dropped as well. */
async function templateFor(run: TestRun, { keepdb }: Flags, { context, passing }: Place): Promise<Template> {
  const { root, terminal } = context
  const { keepTemplate, makeTemplate } = await import('../testing/template')
  const kept = await run.takeKept(root)
  if (kept === undefined && keepdb)
    terminal.print('Another run is using the kept template, so this run creates its own.')
  if (kept !== undefined && !keepdb) passing.push(kept)
  const template = kept !== undefined && keepdb ? await keepTemplate(run, kept) : await makeTemplate(run)
  if (keepdb) terminal.print(templateLine(template))
  return template
}

function templateLine({ state, applied }: Template): string {
  if (state === 'kept') return 'The kept template is up to date.'
  const migrations = counted(applied, 'migration')
  return state === 'forward' ? `Applied ${migrations} to the kept template.` : `Made a template of ${migrations}.`
}

const counted = (count: number, what: string) => (count === 1 ? `1 ${what}` : `${count} ${what}s`)

function vitestFlags({ k, failFast, shuffle, seed, workers }: Flags): string[] {
  return [
    ...(k === undefined ? [] : [`--testNamePattern=${k}`]),
    ...(failFast ? ['--bail=1'] : []),
    ...(shuffle ? ['--sequence.shuffle.files', '--sequence.shuffle.tests'] : []),
    ...(seed === undefined ? [] : [`--sequence.seed=${seed}`]),
    ...(workers === undefined ? [] : [`--maxWorkers=${workers}`]),
  ]
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}
