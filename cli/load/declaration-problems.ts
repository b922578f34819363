import { AdminError } from '@/admin/errors'
import type { Problem } from '@/admin/server'
import type { CommandContext } from '../command'
import { jsEndings } from './js-endings'
import { requireSite } from './load-engine'

/**
 * The mistakes in the declarations of `admin.config.ts`. A site that cannot be loaded has none: the command that serves
 * it reports the error with its location.
 */
async function declarationProblems({ root, terminal }: CommandContext): Promise<readonly Problem[]> {
  try {
    const [site, { checkDeclarations }] = [await requireSite(root), await import('@/admin/server')]
    return checkDeclarations(site)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    terminal.warn(error.message)
    return []
  }
}

/** Prints the mistakes in the declarations, and continues. */
export async function tellDeclarations(context: CommandContext): Promise<void> {
  for (const place of jsEndings(context.root)) context.terminal.warn(place)
  for (const problem of await declarationProblems(context)) context.terminal.warn(line(problem))
}

/** @throws {AdminError} `MISCONFIGURED` for an import that the commands resolve but the build does not. */
export function refuseJsEndings({ root }: CommandContext): void {
  const places = jsEndings(root)
  if (places.length > 0) throw new AdminError('MISCONFIGURED', places.join('\n'))
}

/** @throws {AdminError} `MISCONFIGURED` if a declaration contradicts itself or names something that does not exist. */
export async function refuseDeclarations(context: CommandContext): Promise<void> {
  const problems = await declarationProblems(context)
  for (const problem of problems) context.terminal.warn(line(problem))
  const errors = problems.filter(({ level }) => level === 'error').length
  if (errors === 0) return
  throw new AdminError(
    'MISCONFIGURED',
    `admin.config.ts has ${errors === 1 ? 'a mistake' : `${errors} mistakes`}. See docs/checks/ for each id, or run: npx brolly check`,
  )
}

const line = ({ level, id, where, message, hint }: Problem) => `${level} ${id}  ${where}: ${message} ${hint}`.trim()
