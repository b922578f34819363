import type { DriftView } from '@/admin/client'
import { AdminError } from '@/admin/errors'
import { readDrift, type Drift } from '../drift/drift'
import { driftProblems } from '../drift/drift-problems'
import type { SchemaInCode } from '../generate/kit'
import type { MigrationSource } from './source'

/** Problems that the page already shows: pending, unknown or edited files. */
const toldElsewhere: ReadonlySet<string> = new Set(['drift.W002', 'drift.E001', 'drift.E002'])

/** Compares code, migrations and database, as far as that is possible here. */
export async function driftView({ url, folder }: MigrationSource, code: SchemaInCode): Promise<DriftView> {
  try {
    return viewOf(await readDrift({ url, ...folder, ...code }))
  } catch (error) {
    // drizzle-kit is missing in production, or the role may not create a schema for the comparison.
    if (!(error instanceof AdminError) || error.code === 'UNAVAILABLE') throw error
    return { lines: [], notes: [], unavailable: error.message }
  }
}

function viewOf(found: Drift): DriftView {
  const lines = driftProblems(found).filter((problem) => !toldElsewhere.has(problem.id))
  return {
    lines: lines.map(({ where, message, hint }) => ({ where, message, mend: hint.replace(/^Run: /, '') })),
    notes: notesOf(found),
    unavailable: null,
  }
}

function notesOf({ against, undescribed, files }: Drift): string[] {
  const notes: string[] = []
  if (against !== null) notes.push(`The database was compared with ${against}.`)
  if (files.unknown.length > 0)
    notes.push('The database was not compared: it has applied migrations that are not in this folder.')
  if (undescribed.length > 0)
    notes.push(
      `Not described in the code, and harmless: ${undescribed.map(({ kind, name }) => `${kind} ${name}`).join(', ')}.`,
    )
  return notes
}
