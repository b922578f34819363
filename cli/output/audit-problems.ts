import type { Verification } from '@/admin/server'
import type { PrintedProblem } from './problem-lines'

/** The ids of what `check --audit` finds. */
export const auditProblemIds = ['audit.E001', 'audit.E002', 'audit.W001'] as const

const hint = 'See docs/audit-log.md. Compare with a backup: the seals say which entries.'

/** The result of comparing the audit log with its seals, as problems. */
export function auditProblems({ problems, last, unsealed }: Verification): PrintedProblem[] {
  return [
    ...problems.map(({ kind, where, message }): PrintedProblem => ({
      id: kind === 'entries' ? 'audit.E001' : 'audit.E002',
      level: 'error',
      where: `audit log, ${where}`,
      message,
      hint,
    })),
    ...(last === null && unsealed > 0
      ? [
          {
            id: 'audit.W001',
            level: 'warning' as const,
            where: 'audit log',
            message: 'Nothing is sealed yet, so changes of the log itself would not be found.',
            hint: 'Run this hourly, and keep what it prints elsewhere: npx brolly sealaudit',
          },
        ]
      : []),
  ]
}
