import { AdminError } from '@/admin/errors'
import type { Database } from '@/admin'
import type { CommandContext } from '../command'
import { askNewPassword } from '../output/terminal'

/** Runs `work` on the command's database, without a time limit on statements. */
export async function withDatabase<T>(context: CommandContext, work: (db: Database) => Promise<T>): Promise<T> {
  const { connectDatabase } = await import('@/admin/server')
  const client = connectDatabase(await context.databaseUrl(), {
    max: 2,
    statementTimeoutMs: 0,
    applicationName: 'brolly command',
    prepare: context.env.BROLLY_PREPARE,
  })
  try {
    // The project's own file configures Drizzle, as in the app.
    const app = await import('@/db')
    return await work(app.client.databaseOver(client.patient))
  } finally {
    await client.close()
  }
}

/**
 * Calls `use` with a password from the environment, or with one typed twice. If it is rejected, the user is asked
 * again.
 *
 * @param options.variable Checked first; the only source without a terminal.
 */
export async function withPassword<T>(
  context: CommandContext,
  options: { input: boolean; variable: 'BROLLY_PASSWORD' | 'BROLLY_SUPERUSER_PASSWORD'; command: string },
  use: (password: string) => Promise<T>,
): Promise<T> {
  const given = context.env[options.variable]
  if (given !== undefined) return use(given)
  requireTerminal(context, { ...options, need: options.variable })
  for (let attempt = 1; ; attempt++) {
    const password = await askNewPassword(context.terminal)
    try {
      return await use(password)
    } catch (error) {
      if (attempt === 3 || !(error instanceof AdminError) || !('password' in error.fields)) throw error
      context.terminal.warn(error.fields.password ?? error.message)
    }
  }
}

/** @throws {AdminError} `INVALID` naming what to set, if there is no terminal to ask on. */
export function requireTerminal(
  context: CommandContext,
  options: { input: boolean; command: string; need: string },
): void {
  if (!options.input) throw new AdminError('INVALID', `--no-input needs ${options.need} to be set.`)
  if (!context.terminal.interactive)
    throw new AdminError(
      'INVALID',
      `No terminal to ask on. Set ${options.need} and run: npx brolly ${options.command} --no-input`,
    )
}
