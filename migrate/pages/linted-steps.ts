import postgres from 'postgres'
import { withConnection, type Connection } from '../database/connection'
import { wholeNumber } from '../lint/amounts'
import type { Finding } from '../lint/finding'
import { lintMigrations } from '../lint/lint'
import type { MigrationStep } from '../plan/steps'

/** A step with the effects of its statements; `undefined` if they are not analysed: code, and Brolly's own. */
export interface LintedStep {
  readonly step: MigrationStep
  readonly findings: readonly Finding[] | undefined
}

/** The page does without a count that takes longer. */
const lockTimeoutMs = 1_000
const statementTimeoutMs = 5_000

/**
 * Analyses the statements of a plan, whether they apply or revert.
 *
 * @param url Absent if table sizes should not be queried: a running migration has the tables locked.
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
    // A table is locked, or the role may not read it.
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
