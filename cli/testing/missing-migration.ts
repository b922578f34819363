import { AdminError } from '@/admin/errors'
import { noAnswers, type Answers } from '@/migrate/generate/answers'
import { userFolder } from '@/migrate/files/folders'
import { loadCode } from '../load/load-schema'

/** Nothing is written, so no question needs an answer. */
const answers: Answers = { ...noAnswers, defaultFor: () => Promise.resolve(undefined) }

/**
 * Reports that `db/schema.ts` is ahead of the migrations from which the test database is created.
 *
 * @returns The line to print; undefined if they match or cannot be compared.
 */
export async function missingMigration(root: string): Promise<string | undefined> {
  const { generateMigration } = await import('@/migrate/generate/generate')
  try {
    const made = await generateMigration({
      ...userFolder(),
      ...(await loadCode(root)),
      answers,
      dryRun: true,
    })
    return (
      made &&
      `db/schema.ts has changes without a migration (${made.name}), so the test database lacks them. Run: npx brolly makemigrations`
    )
  } catch (error) {
    // The tests themselves report code that cannot be loaded, with its location.
    if (error instanceof AdminError) return undefined
    throw error
  }
}
