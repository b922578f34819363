import type { z } from 'zod'
import type { Environment } from '@/env'
import type { Terminal } from './output/terminal'

/** What a command gets beside its flags. */
export interface CommandContext {
  readonly env: Environment
  readonly terminal: Terminal
  /** The folder of `package.json`. */
  readonly root: string
  /** The database of `DATABASE_URL`, else the embedded server, which this starts or joins. */
  databaseUrl(): Promise<string>
  /** Where migrations run: `DATABASE_MIGRATION_URL`, which goes past a pooler, else the same database. */
  migrationUrl(): Promise<string>
  /** Runs before the process ends, however it ends; the last one added runs first. */
  atExit(work: () => Promise<void>): void
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** Further lines of `--help`. */
  readonly details?: string
  readonly flags: z.ZodObject
  /** Words after the command, passed on as they are, flags among them. */
  readonly words?: string
  /** Words that the command itself reads, with what each is: `{ '<from>': '…', '[to]': '…' }`. Without, there may be none. */
  readonly arguments?: Readonly<Record<string, string>>
  run(flags: unknown, context: CommandContext, words: readonly string[]): Promise<void | number>
}

interface CommandOptions<Flags extends z.ZodObject> extends Omit<Command, 'flags' | 'run'> {
  readonly flags: Flags
  /** @returns The exit code; nothing is 0. */
  run(flags: z.output<Flags>, context: CommandContext, words: readonly string[]): Promise<void | number>
}

/**
 * One command. Its flags are a zod schema: `--help` is written from the descriptions, and `run` gets what was parsed.
 *
 * A boolean is a switch (`--no-…` when its default is true), an array may be given several times, the rest take a value.
 */
export function defineCommand<Flags extends z.ZodObject>(options: CommandOptions<Flags>): Command {
  return { ...options, run: (flags, context, words) => options.run(options.flags.parse(flags), context, words) }
}
