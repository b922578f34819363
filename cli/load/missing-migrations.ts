import { AdminError } from '@/admin/errors'
import { userFolder } from '@/migrate/files/folders'
import type { CommandContext } from '../command'
import { loadCode } from './load-schema'

/**
 * Reports after a migration that the code has changes without a migration, because pages would otherwise fail for no
 * apparent reason. Does nothing if the comparison is impossible: without drizzle-kit, as in production, or if the
 * schema cannot be loaded.
 */
export async function tellMissingMigrations({ root, terminal }: CommandContext): Promise<void> {
  const { generateMigration } = await import('@/migrate/generate/generate')
  const { noAnswers } = await import('@/migrate/generate/answers')
  try {
    const answers = { ...noAnswers, defaultFor: async () => undefined }
    const missing = await generateMigration({
      folder: userFolder().folder,
      ...(await loadCode(root)),
      dryRun: true,
      answers,
    })
    if (missing)
      terminal.warn(`db/schema.ts has changes without a migration (${missing.name}). Run: npx brolly makemigrations`)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
  }
}
