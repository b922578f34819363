import type { MigrationProgress } from '../run/progress'
import { stepKey } from '../plan/migration-plan'
import type { MigrationStep } from '../plan/steps'

export interface FileProgress {
  /** As `stepKey` names it. */
  readonly key: string
  readonly folder: string
  readonly name: string
  readonly action: MigrationStep['action']
  /** The statements, to describe the current one. */
  readonly statements: readonly string[]
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly ms?: number
}

/** The progress of a run. */
export interface RunProgress {
  readonly files: readonly FileProgress[]
  /** The current statement of the current file, from 1. */
  readonly statement?: { readonly number: number; readonly count: number }
  readonly rows?: { readonly table: string; readonly done: number; readonly about?: number }
  /** The sessions that block the run, in words. */
  readonly waiting: string | null
  /** The sessions that were seen blocking this file, and the statement that waited. */
  readonly blockers?: string
  readonly blockedAt?: number
  readonly log: readonly string[]
}

/** A data migration may print many lines. */
const mostLines = 200

export function firstProgress(steps: readonly MigrationStep[]): RunProgress {
  return {
    files: steps.map((step) => ({
      key: stepKey(step),
      folder: step.folder,
      name: step.file.name,
      action: step.action,
      statements: step.statements,
      state: 'waiting',
    })),
    waiting: null,
    log: [],
  }
}

/** The progress after the next event of the runner. */
export function nextProgress(before: RunProgress, event: MigrationProgress): RunProgress {
  switch (event.kind) {
    case 'waiting':
      return {
        ...before,
        waiting: `Another migration run holds the lock: ${event.holder}. This one starts when it has finished.`,
      }
    case 'blocked':
      return { ...blocked(before), blockers: event.blockers, waiting: `Waiting for a lock held by ${event.blockers}.` }
    case 'retrying':
      return { ...blocked(before), waiting: retryWords(before.blockers, event) }
    case 'applying':
    case 'undoing':
      return { ...withFile(before, event, { state: 'running' }), ...untouched }
    case 'statement': {
      // The same statement again is still waiting for the same lock.
      const isBeyond = event.number > (before.blockedAt ?? 0)
      const statement = { number: event.number, count: event.count }
      return { ...before, statement, waiting: isBeyond ? null : before.waiting }
    }
    case 'rows':
      return { ...before, waiting: null, rows: { table: event.table, done: event.done, about: event.about } }
    case 'log':
      return withLine(before, event.line)
    case 'applied':
    case 'undone':
      return { ...withFile(before, event, { state: 'done', ms: event.ms }), waiting: null }
    case 'recorded':
    case 'adopted':
      return { ...withFile(before, event, { state: 'done' }), waiting: null }
    case 'unknown':
      return withLine(before, `The database has applied ${event.folder}/${event.name}, which is not in this folder.`)
    case 'passedOver':
      return withLine(
        before,
        `drizzle-kit recorded ${event.folder}/${event.name} as applied without running its code. Running it now.`,
      )
  }
}

/** The initial state of a file that has just started. */
const untouched = {
  waiting: null,
  statement: undefined,
  rows: undefined,
  blockers: undefined,
  blockedAt: undefined,
} satisfies Partial<RunProgress>

function blocked(before: RunProgress): RunProgress {
  return { ...before, blockedAt: Math.max(before.blockedAt ?? 0, before.statement?.number ?? 0) }
}

function retryWords(blockers: string | undefined, { attempt, tries }: { attempt: number; tries: number }): string {
  const who = blockers === undefined ? 'Could not get a lock' : `Waiting for a lock held by ${blockers}`
  return `${who}. Attempt ${attempt} of ${tries}; it backs off between attempts so that the site keeps running.`
}

/** The run has failed, and so has its current file. */
export function failedProgress(before: RunProgress): RunProgress {
  const files = before.files.map((file) => (file.state === 'running' ? { ...file, state: 'failed' as const } : file))
  return { ...before, files, waiting: null }
}

function withFile(
  before: RunProgress,
  { folder, name }: { folder: string; name: string },
  change: Pick<FileProgress, 'state' | 'ms'>,
): RunProgress {
  const files = before.files.map((file) =>
    file.folder === folder && file.name === name ? { ...file, ...change } : file,
  )
  return { ...before, files }
}

function withLine(before: RunProgress, line: string): RunProgress {
  return { ...before, log: [...before.log, line].slice(-mostLines) }
}
