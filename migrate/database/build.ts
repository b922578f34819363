import postgres from 'postgres'
import type { Connection } from './connection'

/** A statement that a database refuses. */
export interface Refused {
  readonly statement: string
  /** PostgreSQL's reason. */
  readonly reason: string
  /** Its SQLSTATE. */
  readonly code: string
}

/**
 * Runs statements: at once where that works, else one by one, leaving out what is refused.
 *
 * @returns The causes. What is refused only because of an earlier refusal is not told again.
 */
export async function buildStatements(sql: Connection, statements: readonly string[]): Promise<Refused[]> {
  // Nobody else is there to be kept waiting, and an index built concurrently cannot be one of several statements.
  const wanted = statements.map((statement) => statement.replaceAll(/\bINDEX CONCURRENTLY\b/giu, 'INDEX'))
  if ((await attempt(sql, wanted.map((statement) => statement.replace(/;\s*$/u, '')).join(';\n'))) === undefined)
    return []
  const refused: Refused[] = []
  for (const [index, statement] of wanted.entries()) {
    const failure = await attempt(sql, statement)
    // As it was given.
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

/** What does not exist because its own statement was refused says nothing new. */
export function causes(refused: readonly Refused[]): Refused[] {
  const lacking = new Set<string>()
  return refused.filter(({ statement, reason }) => {
    const follows = [...lacking].some((name) => reason.includes(`"${name}"`) || reason.includes(`.${name}"`))
    for (const name of madeBy(statement)) lacking.add(name)
    return !follows
  })
}

/** The bare name of what a statement would have made. */
function madeBy(statement: string): string[] {
  const found =
    /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|TYPE|DOMAIN|(?:MATERIALIZED\s+)?VIEW|SEQUENCE|FUNCTION|SCHEMA|(?:UNIQUE\s+)?INDEX)\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)/iu.exec(
      statement,
    )?.[1]
  const last = found?.match(/(?:"(?:[^"]|"")+"|[\w$]+)$/u)?.[0]
  return last === undefined ? [] : [last.replaceAll(/^"|"$/gu, '').replaceAll('""', '"')]
}
