import { AdminError } from '@/admin/errors'
import { userFolder } from '@/migrate/files/folders'
import type { CommandContext } from '../command'
import { loadCode } from './load-schema'

/**
 * Says after a migration that the code has changes which no migration holds: otherwise the screens fail and nobody knows why.
 * Silent where that cannot be told: without drizzle-kit, as in production, and where the schema cannot be loaded.
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
