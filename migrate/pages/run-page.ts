import type { MigrationRunPage } from '@/admin/client'
import { apiPath, formatMoment, type AdminContext } from '@/admin/server'
import { wholeNumber } from '../lint/amounts'
import type { RunProgress } from './run-progress'
import { findRun } from './runs'
import { duration } from './source'

const longestStatement = 2_000

/**
 * The current state of a run, for superusers.
 *
 * @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for a run that this server does not know.
 */
export function migrationRunPage(ctx: AdminContext, id: string): MigrationRunPage {
  const { title, by, startedAt, progress, state, failure } = findRun(ctx, id)
  return {
    id,
    title,
    state,
    begun: `${by}, ${formatMoment(ctx, startedAt.toISOString()).shown}`,
    files: progress.files.map(({ key, name, action, state: fileState, ms }) => ({
      key,
      name,
      action,
      state: fileState,
      took: ms === undefined ? null : duration(ms),
    })),
    current: currentOf(progress),
    waiting: progress.waiting,
    log: [...progress.log],
    failure: failure ?? null,
    progressHref: apiPath(ctx, `migrations/run/${id}`),
  }
}

function currentOf({ files, statement, rows }: RunProgress): MigrationRunPage['current'] {
  const file = files.find((candidate) => candidate.state === 'running' || candidate.state === 'failed')
  if (!file) return { location: null, statement: null, rows: null, share: null }
  return {
    location: statement ? `Statement ${statement.number} of ${statement.count}` : null,
    statement: statement ? (file.statements[statement.number - 1]?.slice(0, longestStatement) ?? null) : null,
    rows: rows ? rowsLine(rows) : null,
    share: shareOf(statement, rows),
  }
}

function rowsLine({ table, done, about }: NonNullable<RunProgress['rows']>): string {
  const of = about === undefined ? '' : ` of about ${wholeNumber(Math.max(about, done))}`
  return `${table}: ${wholeNumber(done)}${of} rows`
}

function shareOf(statement: RunProgress['statement'], rows: RunProgress['rows']): number | null {
  if (rows) return rows.about === undefined || rows.about <= 0 ? null : Math.min(rows.done / rows.about, 1)
  return statement ? (statement.number - 1) / statement.count : null
}
