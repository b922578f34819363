import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { MigrationStepView, StatementFinding } from '@/admin/client'
import { byteCount, wholeNumber } from '../lint/amounts'
import type { Finding } from '../lint/finding'
import { gravest } from '../lint/finding'
import { stepKey } from '../plan/migration-plan'
import type { MigrationStep } from '../plan/steps'
import type { LintedStep } from './linted-steps'

/** A step as the pages show it. */
export function stepView(
  { step, findings }: LintedStep,
  options: { folder: string; href?: string },
): MigrationStepView {
  const { action, file, source } = step
  return {
    key: stepKey(step),
    name: file.name,
    action,
    source,
    extent: extentOf(step),
    class: findings && step.irreversible === undefined ? gravest(findings) : null,
    findings: (findings ?? []).filter((finding) => finding.class !== 'safe').map(findingView),
    statements: textsOf(step, options.folder),
    href: options.href ?? null,
  }
}

function extentOf({ action, file, statements, done, recordOnly, irreversible }: MigrationStep): string {
  if (irreversible !== undefined) return 'irreversible'
  if (action === 'adopt')
    return file.replaces.length === 0
      ? 'applied by drizzle-kit, will be recorded'
      : 'applied under other names, will be recorded'
  if (recordOnly) return 'recorded only'
  if (file.kind === 'data') return 'code'
  const all = statements.length === 1 ? '1 statement' : `${statements.length} statements`
  return done === 0 ? all : `${all}, ${done} of them done`
}

/** The statements or code of a step, for display. */
function textsOf({ action, file, statements }: MigrationStep, folder: string): string[] {
  if (action === 'adopt') return []
  if (file.kind === 'sql') return [...statements]
  const code = path.join(/* turbopackIgnore: true */ folder, `${file.name}.ts`)
  return existsSync(code) ? [readFileSync(code, 'utf8').trimEnd()] : []
}

function findingView(finding: Finding): StatementFinding {
  const { class: kind, rule, number, message, advice } = finding
  return { class: kind, rule, location: `Statement ${number}`, about: aboutOf(finding), message, advice }
}

function aboutOf({ table, column, rows, isEstimate, bytes, lost }: Finding): string | null {
  if (table === undefined) return null
  const parts = [column === undefined ? table : `${table}.${column}`]
  if (column !== undefined && lost !== undefined) parts.push(`${wholeNumber(lost)} ${lost === 1 ? 'value' : 'values'}`)
  if (rows !== undefined)
    parts.push(`${isEstimate === true ? 'about ' : ''}${wholeNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`)
  if (bytes !== undefined) parts.push(byteCount(bytes))
  return parts.join(', ')
}
