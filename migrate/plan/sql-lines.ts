import { AdminError } from '@/admin/errors'
import type { MigrationFile } from '../files/folder'
import { loadCode } from '../files/load-code'
import { transactionParts } from './transaction-parts'
import { readDownMigration } from '../files/down-migration'

/**
 * A migration as an SQL script with the same effect as a run, except for the record.
 *
 * @throws {AdminError} `CONFLICT` for the down migration of an irreversible one.
 */
export async function sqlLines(
  folder: string,
  file: MigrationFile,
  { backwards }: { backwards: boolean },
): Promise<string[]> {
  const { source, statements, noTransaction, irreversible } = backwards
    ? await readDownMigration(folder, file)
    : { ...file, irreversible: undefined }
  if (irreversible !== undefined) throw new AdminError('CONFLICT', `${file.name} cannot be reverted: ${irreversible}.`)
  if (file.kind === 'data') return [`-- ${source}`, await codeLine(folder, file)]
  const lines = transactionParts({ statements, noTransaction }).flatMap((part) => {
    const inside = statements.slice(part.from, part.to).map((statement) => `${statement};`)
    if (part.kind === 'transaction') return ['BEGIN;', ...inside, 'COMMIT;']
    return [part.kind === 'alone' ? '-- outside a transaction' : '-- by itself', ...inside]
  })
  return [`-- ${source}`, ...(lines.length > 0 ? lines : ['-- nothing'])]
}

async function codeLine(folder: string, file: MigrationFile): Promise<string> {
  const { transaction } = await loadCode(folder, file)
  return transaction === 'batches'
    ? '-- A data migration: code, not SQL. Each of its batches is a transaction.'
    : '-- A data migration: code, not SQL. It runs in one transaction.'
}
