import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Site } from '../site/site'
import type { Problem } from './problem'

/** Mistakes in the settings of second factors and of the fresh check, which TypeScript does not find or was not asked. */
export function wrongFactorSettings({ accounts }: Pick<Site, 'accounts'>): Problem[] {
  const { confirmMinutes, factorRequiredFor } = accounts.sessions
  const wrong = (where: string, message: string, hint: string): Problem => ({
    id: 'brolly.E041',
    level: 'error',
    where: `admin.config.ts: accounts.${where}`,
    message,
    hint,
  })
  return [
    ...(isRequirement(factorRequiredFor)
      ? []
      : [
          wrong(
            'secondFactor.requiredFor',
            'this says nobody who must have a second factor.',
            "Write 'staff', 'everyone' or { groups: ['editors'] }, or leave it out.",
          ),
        ]),
    ...(Number.isInteger(confirmMinutes) && confirmMinutes >= 1
      ? []
      : [wrong('sessions.confirmMinutes', 'this is no number of minutes.', 'Write a whole number from 1 on.')]),
  ]
}

function isRequirement(given: unknown): boolean {
  if (given === null || given === 'staff' || given === 'everyone') return true
  if (typeof given !== 'object' || !('groups' in given) || !Array.isArray(given.groups)) return false
  return given.groups.length > 0 && given.groups.every((group) => typeof group === 'string')
}

/** Groups that must have a second factor and do not exist: a mistyped name would require it of nobody. */
export async function unknownFactorGroups({ db, site }: Pick<AdminContext, 'db' | 'site'>): Promise<Problem[]> {
  const required = site.accounts.sessions.factorRequiredFor
  if (required === null || typeof required === 'string' || !isRequirement(required)) return []
  const rows = await db.execute<{ name: string }>(sql`select name from brolly.groups`)
  const known = new Set(rows.map(({ name }) => name))
  return required.groups
    .filter((group) => !known.has(group))
    .map((group): Problem => ({
      id: 'brolly.W012',
      level: 'warning',
      where: 'admin.config.ts: accounts.secondFactor.requiredFor',
      message: `there is no group '${group}', so nobody has to have a second factor because of it.`,
      hint: 'Correct the name, or add the group at brolly.groups.',
    }))
}
