import { wholeNumber } from '../lint/amounts'
import { brollyFolder } from '../files/folders'
import type { Halfway } from '../database/halfway'
import { migrationStatus } from '../plan/status'
import type { FileProgress, RunProgress } from './run-progress'
import { migrationCount, type MigrationSource } from './source'

/** Describes what a failed run has left behind. */
export async function keptAfter(source: MigrationSource, { files }: RunProgress): Promise<string> {
  const done = files.filter((file) => file.state === 'done').length
  const failed = files.find((file) => file.state === 'failed')
  if (!failed)
    return done === 0 ? 'Nothing was changed.' : `${migrationCount(done)} already applied before the failure are kept.`
  const before = done === 0 ? '' : ` Completed before it: ${migrationCount(done)}.`
  return `${await keptOf(source, failed)}${before}`
}

async function keptOf({ url, folder }: MigrationSource, failed: FileProgress): Promise<string> {
  const folders = [failed.folder === 'brolly' ? brollyFolder() : folder]
  try {
    const [status] = await migrationStatus(url, folders)
    return wordsOf(failed, status?.halfway.get(failed.name))
  } catch {
    // The failure itself is already reported, and a second error about the database would not help.
    return `The state of ${failed.name} is unknown. The list of migrations shows it once the database responds.`
  }
}

function wordsOf({ name, statements }: FileProgress, halfway: Halfway | undefined): string {
  if (!halfway) return `${name} was rolled back completely.`
  const rows = halfway.batches?.reduce((sum, batch) => sum + batch.rows, 0) ?? 0
  if (halfway.batches)
    return `${wholeNumber(rows)} rows of ${name} were processed and are kept. The next run continues after them.`
  if (halfway.done === 0) return `No statement of ${name} was applied. The next run starts with the first.`
  const first =
    halfway.done === 1 ? 'The first statement' : `The first ${halfway.done} of ${statements.length} statements`
  return `${first} of ${name} ${halfway.done === 1 ? 'was' : 'were'} applied and ${halfway.done === 1 ? 'is' : 'are'} kept. The next run continues after that.`
}
