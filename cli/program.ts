import { Command as Commander, CommanderError } from 'commander'
import { z } from 'zod'
import type { Command } from './command'
import { commandNames, loadCommand } from './commands'
import { runContext } from './run-context'
import type { Terminal } from './output/terminal'

/** What surrounds a command: a process, or a test. */
export interface Surroundings {
  readonly terminal: Terminal
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Receives what has to run before the process may end, for as long as a command runs. */
  readonly onStart?: (close: () => Promise<void>) => void
}

/**
 * Runs one command line.
 *
 * @returns The exit code: 0, 1 for a failure, 2 for an invalid command line.
 */
export async function program(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let code = 0
  const commander = new Commander('brolly')
    .description('The admin for PostgreSQL data described in Drizzle.')
    .helpCommand(false)
    .showHelpAfterError('Try: npx brolly --help')
    .enablePositionalOptions()
    .configureOutput(outputTo(surroundings.terminal))
    .exitOverride()
  const wanted = commandNames.find((name) => name === args[0])
  // Only the command that runs is loaded: a dump should not wait for the code of the dev server.
  for (const name of wanted ? [wanted] : commandNames) {
    const command = await loadCommand(name)
    const subcommand = commanderFor(command, async (flags, words) => {
      code = await runCommand(command, { flags, words }, surroundings)
    })
    commander.addCommand(subcommand.configureOutput(outputTo(surroundings.terminal)))
  }
  try {
    await commander.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  return code
}

/** Commander ends each text with a line break, and a terminal each line. */
function outputTo(terminal: Terminal) {
  const line = (text: string) => text.replace(/\n$/u, '')
  return {
    writeOut: (text: string) => terminal.print(line(text)),
    writeErr: (text: string) => terminal.warn(line(text)),
  }
}

function commanderFor(command: Command, run: (flags: unknown, words: string[]) => Promise<void>): Commander {
  const commander = new Commander(command.name).summary(command.summary).description(command.summary)
  if (command.details !== undefined) commander.addHelpText('after', `\n${command.details}`)
  for (const [key, schema] of Object.entries(command.flags.shape)) addOption(commander, key, schema)
  for (const [name, description] of Object.entries(command.arguments ?? {})) commander.argument(name, description)
  if (command.words !== undefined) {
    commander.argument('[words...]', command.words).passThroughOptions().allowUnknownOption()
  }
  return commander
    .exitOverride()
    .showHelpAfterError(`Try: npx brolly ${command.name} --help`)
    .action(async () => run(commander.opts(), commander.args))
}

function addOption(commander: Commander, key: string, schema: z.ZodType): void {
  const flag = flagName(key)
  const description = schema.description ?? ''
  const kind = flagKind(schema)
  if (kind === 'on') commander.option(flag.replace('--', '--no-'), description)
  // Defaults are left to the schema: in `--help`, “default: false” says nothing.
  else if (kind === 'off') commander.option(flag, description)
  else if (kind === 'many')
    commander.option(`${flag} <value>`, description, (value: string, all?: string[]) => [...(all ?? []), value])
  else commander.option(`${flag} <value>`, description)
}

/** `--fail-fast`; of a single letter `-k`. */
function flagName(key: string): string {
  return key.length === 1 ? `-${key}` : `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** A switch by its default, a repeatable flag, or a flag with a value. */
function flagKind(schema: z.core.$ZodType): 'on' | 'off' | 'many' | 'value' {
  if (schema instanceof z.ZodDefault) {
    const inner = schema.def.innerType
    return inner instanceof z.ZodBoolean ? (schema.def.defaultValue === true ? 'on' : 'off') : flagKind(inner)
  }
  if (schema instanceof z.ZodOptional) return flagKind(schema.def.innerType)
  return schema instanceof z.ZodArray ? 'many' : 'value'
}

async function runCommand(
  command: Command,
  given: { flags: unknown; words: string[] },
  { terminal, variables, onStart }: Surroundings,
): Promise<number> {
  const parsed = command.flags.safeParse(given.flags)
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      terminal.warn(`${flagName(issue.path.join('.'))}: ${issue.message}. Try: npx brolly ${command.name} --help`)
    return 2
  }
  // The environment is read after `--help` is handled, which must work whatever is set.
  const { readEnvironment } = await import('@/env')
  const read = readEnvironment(variables)
  if (!read.ok) {
    terminal.warn(`Invalid environment: ${read.problems.join('; ')}.`)
    return 1
  }
  const { env } = read
  const context = runContext(env, terminal)
  onStart?.(context.close)
  try {
    return (await command.run(parsed.data, context, given.words)) ?? 0
  } catch (error) {
    const { failureLine } = await import('./output/failure-line')
    const { line, isBug } = failureLine(error, env.DATABASE_URL)
    terminal.warn(line)
    if (env.BROLLY_DEBUG) console.error(error)
    else if (isBug) terminal.warn('Unexpected error. Set BROLLY_DEBUG=1 to see the stack trace.')
    return 1
  } finally {
    await context.close()
  }
}
