import type { Drift } from './drift'
import { sqlState } from '@/admin/errors'

/** A difference in the form that `brolly check` reports. */
export interface DriftProblem {
  readonly id: DriftProblemId
  readonly level: 'error' | 'warning'
  readonly where: string
  readonly message: string
  readonly hint: string
}

export const driftProblemIds = [
  'drift.E001',
  'drift.E002',
  'drift.E003',
  'drift.E004',
  'drift.W001',
  'drift.W002',
  'drift.W003',
  'drift.W004',
] as const

export type DriftProblemId = (typeof driftProblemIds)[number]

/** The reason why nothing could be compared, as a problem with an id. */
export function driftUnknown(reason: string): DriftProblem {
  return {
    id: 'drift.W003',
    level: 'warning',
    where: 'drift',
    message: `Code and database were not compared: ${reason}`,
    hint: '',
  }
}

/** The first snapshot of a folder refers to an earlier one. */
export const straySnapshotProblem: DriftProblem = {
  id: 'drift.W004',
  level: 'warning',
  where: 'drizzle/meta/0000_snapshot.json',
  message: 'names the wrong previous snapshot, so `drizzle-kit up` would refuse the folder.',
  hint: 'Fix it with: npx brolly check --fix',
}

/** Whether any drift was found. */
export function hasDrift({ code, files, database, refused }: Drift): boolean {
  return code !== null || Object.values(files).flat().length + database.length + refused.length > 0
}

/** The result of `readDrift`, as problems with ids. */
export function driftProblems({ code, files, database, refused }: Drift): DriftProblem[] {
  const problems: DriftProblem[] = []
  if (code)
    problems.push({
      id: 'drift.W001',
      level: 'warning',
      where: 'db/schema.ts',
      message: `${code.changes === 1 ? '1 change is' : `${code.changes} changes are`} not in any migration.`,
      hint: 'Run: npx brolly makemigrations',
    })
  for (const name of files.pending)
    problems.push({
      id: 'drift.W002',
      level: 'warning',
      where: `drizzle/${name}`,
      message: 'is pending.',
      hint: 'Run: npx brolly migrate',
    })
  for (const message of files.problems)
    problems.push({ id: 'drift.E001', level: 'error', where: 'drizzle/', message, hint: '' })
  for (const name of files.unknown)
    problems.push({
      id: 'drift.E002',
      level: 'error',
      where: `drizzle/${name}`,
      message: 'has been applied but is not in this folder.',
      hint: 'Add the missing file, or use the database that belongs to this release.',
    })
  for (const { name, kind, what, mend, ...rest } of database)
    problems.push({
      id: 'drift.E003',
      level: 'error',
      where: `${kind} ${name}`,
      message: `${differenceWords({ what, ...rest })}.`,
      hint: mend,
    })
  for (const { statement, reason, code } of refused)
    problems.push({
      id: 'drift.E003',
      level: 'error',
      where: firstLine(statement),
      message: `It would fail on this database: ${reason}.`,
      // A missing type, operator class or function may belong to an extension.
      hint:
        code === sqlState.undefinedObject || code === sqlState.undefinedFunction
          ? 'If an extension provides it, run: CREATE EXTENSION'
          : '',
    })
  return problems
}

/** `is missing`, `has the type text and should have varchar(200)`. */
export function differenceWords({
  what,
  present,
  fact,
  expected,
  found,
}: Pick<Drift['database'][number], 'what' | 'present' | 'fact' | 'expected' | 'found'>): string {
  switch (what) {
    case 'missing':
      return 'is missing'
    case 'extra':
      return 'is not described in the code'
    case 'renamed':
      return `is called ${present ?? ''}`
    case 'differs':
      return `${fact ?? ''} is ${found ?? 'none'}, expected ${expected ?? 'none'}`
  }
}

function firstLine(statement: string): string {
  return statement.split('\n')[0]?.replace(/ \($/, '') ?? ''
}
