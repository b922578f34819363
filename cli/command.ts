import type { z } from 'zod'
import type { Environment } from '@/env'
import type { Terminal } from './output/terminal'

/** What a command receives in addition to its flags. */
export interface CommandContext {
  readonly env: Environment
  readonly terminal: Terminal
  /** The folder that contains `package.json`. */
  readonly root: string
  /** The URL of `DATABASE_URL`, or else of the embedded server, which this starts or joins. */
  databaseUrl(): Promise<string>
  /** The URL for migrations: `DATABASE_MIGRATION_URL`, which bypasses a pooler, or else the same database. */
  migrationUrl(): Promise<string>
  /** Registers work to run before the process ends, however it ends. The last one added runs first. */
  atExit(work: () => Promise<void>): void
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** Additional lines for `--help`. */
  readonly details?: string
  readonly flags: z.ZodObject
  /** Describes arguments that are passed on unchanged, including flags. */
  readonly words?: string
  /**
   * The arguments that the command reads, with a description of each: `{ '<from>': '…', '[to]': '…' }`. If absent, none
   * are accepted.
   */
  readonly arguments?: Readonly<Record<string, string>>
  run(flags: unknown, context: CommandContext, words: readonly string[]): Promise<void | number>
}

interface CommandOptions<Flags extends z.ZodObject> extends Omit<Command, 'flags' | 'run'> {
  readonly flags: Flags
  /** @returns The exit code; undefined means 0. */
  run(flags: z.output<Flags>, context: CommandContext, words: readonly string[]): Promise<void | number>
}

/**
 * Defines a command. Its flags are a zod schema: `--help` is generated from the descriptions, and `run` receives the
 * parsed values.
 *
 * A boolean is a switch (`--no-…` if its default is true), an array may be repeated, and all others take a value.
 */
export function defineCommand<Flags extends z.ZodObject>(options: CommandOptions<Flags>): Command {
  return { ...options, run: (flags, context, words) => options.run(options.flags.parse(flags), context, words) }
}
