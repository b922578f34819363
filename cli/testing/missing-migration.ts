import { AdminError } from '@/admin/errors'
import { noAnswers, type Answers } from '@/migrate/generate/answers'
import { userFolder } from '@/migrate/files/folders'
import { loadCode } from '../load/load-schema'

/** Nothing is written: what would have to be asked is left open. */
const answers: Answers = { ...noAnswers, defaultFor: () => Promise.resolve(undefined) }

/**
 * Says that `db/schema.ts` is ahead of the migrations, of which the test database is made.
 *
 * @returns The line to print; undefined when they are in step, or when it cannot be told.
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
      `db/schema.ts has changes without a migration (${made.name}), which the tests will miss. Run: npx brolly makemigrations`
    )
  } catch (error) {
    // What cannot be loaded is told by the tests themselves, with the place.
    if (error instanceof AdminError) return undefined
    throw error
  }
}
