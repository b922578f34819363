import postgres from 'postgres'
import { withConnection, type Connection } from '../database/connection'
import { wholeNumber } from '../lint/amounts'
import type { Finding } from '../lint/finding'
import { lintMigrations } from '../lint/lint'
import type { MigrationStep } from '../plan/steps'

/** A step with what its statements do; `undefined` where they are not looked at: code, and Brolly's own. */
export interface LintedStep {
  readonly step: MigrationStep
  readonly findings: readonly Finding[] | undefined
}

/** A page that waits longer for a count is better without it. */
const lockTimeoutMs = 1_000
const statementTimeoutMs = 5_000

/**
 * Looks at what the statements of a plan do, forward and back.
 *
 * @param url Absent where the tables are not to be asked for their sizes: a migration that runs has them locked.
 */
export async function lintSteps(url: string | undefined, steps: readonly MigrationStep[]): Promise<LintedStep[]> {
  const looked = steps.filter(
    ({ folder, file, recordOnly }) => folder !== 'brolly' && file.kind === 'sql' && !recordOnly,
  )
  const files = looked.map(({ statements, noTransaction, done }) => ({
    statements: statements.slice(done),
    noTransaction,
  }))
  const found = files.length === 0 ? [] : await lintWithSizes(url, files)
  return steps.map((step) => {
    const findings = found[looked.indexOf(step)]
    return { step, findings: findings?.map((finding) => ({ ...finding, number: finding.number + step.done })) }
  })
}

type LintedFiles = Parameters<typeof lintMigrations>[1]

async function lintWithSizes(url: string | undefined, files: LintedFiles): Promise<Finding[][]> {
  if (url === undefined) return lintMigrations(undefined, files)
  try {
    return await withConnection(url, async (sql) => {
      await limitWaiting(sql)
      return lintMigrations(sql, files)
    })
  } catch (error) {
    // Somebody holds a table, or the role may not read it.
    if (!(error instanceof postgres.PostgresError)) throw error
    return lintMigrations(undefined, files)
  }
}

async function limitWaiting(sql: Connection): Promise<void> {
  await sql`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false),
    set_config('statement_timeout', ${String(statementTimeoutMs)}, false)`
}

/** What a plan would lose: `12,034 values of orders.note`, `3 rows of books`. */
export function lossesOf(linted: readonly LintedStep[]): string[] {
  return linted
    .flatMap(({ findings = [] }) => findings)
    .filter((finding) => finding.class === 'loses-data')
    .map(lossOf)
}

function lossOf({ rule, table, column, lost, rows, isEstimate, message }: Finding): string {
  if (table === undefined) return message
  if (column !== undefined)
    return lost === undefined ? `the values of ${table}.${column}` : `${counted(lost, 'value')} of ${table}.${column}`
  const about = lost ?? rows
  if (about === undefined) return `the rows of ${table}`
  const amount = `${isEstimate === true ? 'about ' : ''}${counted(about, 'row')} of ${table}`
  return rule === 'lint.deleting-rows' ? `rows of ${table}, which has ${amount.replace(` of ${table}`, '')}` : amount
}

function counted(many: number, what: 'row' | 'value'): string {
  return `${wholeNumber(many)} ${many === 1 ? what : `${what}s`}`
}
