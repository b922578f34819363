import { verbs } from '../site/admin'
import type { Site } from '../site/site'
import { nearest } from './names'
import type { Problem } from './problem'

/** Rules for groups of tables that protect nothing, because of a name that does not exist. */
export function wrongGroupPermissions({ admins, groupPermissions }: Site): Problem[] {
  const groups = [...new Set(admins.flatMap(({ group }) => group ?? []))]
  const wrong = (where: string, message: string, hint: string): Problem => ({
    id: 'brolly.E044',
    level: 'error',
    where: `admin.config.ts: permissions.${where}`,
    message,
    hint,
  })
  return [...groupPermissions].flatMap(([group, rules]) => {
    if (!groups.includes(group)) {
      const close = nearest(group, groups)
      const hint = close === undefined ? `The groups are: ${groups.join(', ')}.` : `Did you mean '${close}'?`
      return [wrong(`'${group}'`, 'no table has this group, so the rules protect nothing.', hint)]
    }
    return Object.entries(rules).flatMap(([name, rule]) => {
      if (!verbs.some((verb) => verb === name))
        return [wrong(`'${group}'.${name}`, 'there is no such verb.', `Write one of: ${verbs.join(', ')}.`)]
      return typeof rule === 'function'
        ? []
        : [wrong(`'${group}'.${name}`, 'this is no function.', 'Write (actor) => true or false.')]
    })
  })
}
