import type { MigrationProgress } from '@/migrate/run/progress'
import type { MigrationStep } from '@/migrate/plan/steps'
import { transactionParts } from '@/migrate/plan/transaction-parts'
import { counted } from './data-progress'
import type { Terminal } from './terminal'

/** Milliseconds between two lines about the rows of one table. */
const rowsEveryMs = 2_000

/** Prints the progress of a runner, one line per file. */
export function printProgress(terminal: Pick<Terminal, 'print' | 'warn'>): (progress: MigrationProgress) => void {
  let rowsToldAt = performance.now()
  return (progress) => {
    if (progress.kind === 'rows') {
      if (performance.now() - rowsToldAt < rowsEveryMs) return
      rowsToldAt = performance.now()
    }
    const line = progressLine(progress)
    if (line === undefined) return
    if (progress.kind === 'unknown' || progress.kind === 'passedOver') terminal.warn(line)
    else terminal.print(line)
  }
}

function progressLine(progress: MigrationProgress): string | undefined {
  switch (progress.kind) {
    case 'waiting':
      return `Waiting for another migration: ${progress.holder}`
    case 'blocked':
      return `Waiting for a lock held by ${progress.blockers}`
    case 'retrying':
      return `Could not get a lock for ${progress.folder}/${progress.name}: attempt ${progress.attempt} of ${progress.tries}`
    case 'rows':
      return `  ${progress.table}: ${counted(progress.done)}${progress.about === undefined ? '' : ` of about ${counted(progress.about)}`} rows`
    case 'log':
      return `  ${progress.line}`
    case 'applied':
      return `Applied ${progress.folder}/${progress.name} (${counted(progress.ms)} ms)`
    case 'undone':
      return `Reverted ${progress.folder}/${progress.name} (${counted(progress.ms)} ms)`
    case 'recorded':
      return `Recorded ${progress.folder}/${progress.name} as ${progress.as}, without running it`
    case 'adopted':
      return `Recorded ${progress.folder}/${progress.name}, ${appliedHow(progress.under)}`
    case 'unknown':
      return `The database has applied ${progress.folder}/${progress.name}, which is not in this folder.`
    case 'passedOver':
      return `drizzle-kit recorded ${progress.folder}/${progress.name} as applied without running its code. Running it now.`
    case 'applying':
    case 'undoing':
    case 'statement':
      return undefined
  }
}

function appliedHow(under: readonly string[]): string {
  if (under.length === 0) return 'applied by drizzle-kit'
  return under.length === 1 ? `applied as ${under[0] ?? ''}` : `applied under ${under.length} other names`
}

/** Describes a step in one line. */
export function stepLine(step: MigrationStep): string {
  const { action, folder, file, irreversible, recordOnly } = step
  if (action === 'adopt') return `record ${folder}/${file.name}, ${appliedHow([...file.replaces, ...file.was])}`
  if (recordOnly) return `record ${folder}/${file.name} as ${action === 'apply' ? 'applied' : 'reverted'}`
  const word = action === 'apply' ? 'apply ' : 'revert'
  if (irreversible !== undefined) return `${word} ${folder}/${file.name}: irreversible, ${irreversible}`
  return `${word} ${folder}/${file.name} (${extentOf(step)})`
}

function extentOf({ file, statements, done, ...rest }: MigrationStep): string {
  if (file.kind === 'data') return 'code'
  const size = statements.length === 1 ? '1 statement' : `${statements.length} statements`
  const parts = transactionParts({ statements, ...rest })
  const isWhole = parts.length === 0 || (parts.length === 1 && parts[0]?.kind === 'transaction')
  const how = isWhole ? 'one transaction' : parts.length === 1 ? 'outside a transaction' : `${parts.length} steps`
  return `${size}, ${how}${done > 0 ? `, ${done} of them done` : ''}`
}
