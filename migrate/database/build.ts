import postgres from 'postgres'
import type { Connection } from './connection'

/** A statement that PostgreSQL rejected. */
export interface Refused {
  readonly statement: string
  /** PostgreSQL's reason. */
  readonly reason: string
  /** Its SQLSTATE. */
  readonly code: string
}

/**
 * Runs all statements at once. If that fails, runs them one by one and skips those that are rejected.
 *
 * @returns The rejected statements, without those that failed only because of an earlier one.
 */
export async function buildStatements(sql: Connection, statements: readonly string[]): Promise<Refused[]> {
  // No other session uses this database, so nothing is blocked. CREATE INDEX CONCURRENTLY cannot be part of a
  // multi-statement query.
  const wanted = statements.map((statement) => statement.replaceAll(/\bINDEX CONCURRENTLY\b/giu, 'INDEX'))
  if ((await attempt(sql, wanted.map((statement) => statement.replace(/;\s*$/u, '')).join(';\n'))) === undefined)
    return []
  const refused: Refused[] = []
  for (const [index, statement] of wanted.entries()) {
    const failure = await attempt(sql, statement)
    // Run it unchanged.
    if (failure) refused.push({ statement: statements[index] ?? statement, ...failure })
  }
  return causes(refused)
}

async function attempt(sql: Connection, text: string): Promise<{ reason: string; code: string } | undefined> {
  if (text.trim() === '') return undefined
  try {
    await sql.unsafe(text)
    return undefined
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    return { reason: error.message, code: error.code }
  }
}

/** An object that is missing because its own statement was rejected is not reported a second time. */
export function causes(refused: readonly Refused[]): Refused[] {
  const lacking = new Set<string>()
  return refused.filter(({ statement, reason }) => {
    const follows = [...lacking].some((name) => reason.includes(`"${name}"`) || reason.includes(`.${name}"`))
    for (const name of madeBy(statement)) lacking.add(name)
    return !follows
  })
}

/** The unqualified name of the object that a statement creates. */
function madeBy(statement: string): string[] {
  const found =
    /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|TYPE|DOMAIN|(?:MATERIALIZED\s+)?VIEW|SEQUENCE|FUNCTION|SCHEMA|(?:UNIQUE\s+)?INDEX)\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)/iu.exec(
      statement,
    )?.[1]
  const last = found?.match(/(?:"(?:[^"]|"")+"|[\w$]+)$/u)?.[0]
  return last === undefined ? [] : [last.replaceAll(/^"|"$/gu, '').replaceAll('""', '"')]
}
