import postgres from 'postgres'
import { AdminError, causesOf, sqlState } from '@/admin/errors'
import { connectionFailure } from '@/migrate/database/failure'

/**
 * The line to print about a failure, and whether it is a bug.
 *
 * Drizzle's own messages contain SQL and all parameters, so only the cause of a database error is used.
 */
export function failureLine(error: unknown, url: string | undefined): { line: string; isBug: boolean } {
  if (error instanceof AdminError) return { line: error.message, isBug: false }
  const unreachable = connectionFailure(error, url ?? '')
  if (unreachable) return { line: unreachable.message, isBug: false }
  const fromDatabase = databaseError(error)
  if (fromDatabase?.code === sqlState.undefinedTable && fromDatabase.message.includes('brolly.'))
    return { line: 'Brolly’s own tables do not exist yet. Run: npx brolly migrate', isBug: false }
  if (fromDatabase?.code === sqlState.insufficientPrivilege)
    return {
      line: `The DATABASE_URL role lacks a privilege: ${fromDatabase.message}. Ask the owner to grant it.`,
      isBug: false,
    }
  if (fromDatabase) return { line: `Database error: ${fromDatabase.message} (${fromDatabase.code}).`, isBug: true }
  return { line: error instanceof Error ? error.message : String(error), isBug: true }
}

function databaseError(error: unknown): postgres.PostgresError | undefined {
  return causesOf(error).find((cause) => cause instanceof postgres.PostgresError)
}
