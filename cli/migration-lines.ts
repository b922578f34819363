import type { MigrationProgress } from '@/migrate/migrate'
import type { Terminal } from './terminal'

/** Prints what a runner does, a line for each file. */
export function printProgress(terminal: Terminal): (progress: MigrationProgress) => void {
  return (progress) => {
    if (progress.kind === 'waiting') terminal.print(`Waiting for another migration: ${progress.holder}`)
    if (progress.kind === 'applied')
      terminal.print(`Applied ${progress.folder}/${progress.name} (${Math.round(progress.ms)} ms)`)
    if (progress.kind === 'adopted')
      terminal.print(`Recorded ${progress.folder}/${progress.name}, applied by drizzle-kit`)
    if (progress.kind === 'unknown')
      terminal.warn(`The database has applied ${progress.folder}/${progress.name}, which is not in this folder.`)
  }
}
