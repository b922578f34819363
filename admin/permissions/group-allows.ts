import { verbs, type Verb } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** The rules of the table's group that decide about a verb: who may not view the group may do nothing in it. */
export const groupRulesFor = (
  { site }: Pick<AdminContext, 'site'>,
  admin: Pick<Admin, 'group'>,
  verb: Verb,
): { verb: Verb; rule: (actor: AdminContext['actor']) => boolean }[] => {
  const rules = admin.group === null ? undefined : site.groupPermissions.get(admin.group)
  return verbs
    .filter((name) => name === verb || name === 'view')
    .flatMap((name) => {
      const rule = rules?.[name]
      return rule ? [{ verb: name, rule }] : []
    })
}

/** Whether the rules of the table's group allow a verb. A rule that throws or returns anything but true does not, and is logged. */
export function groupAllows(ctx: Pick<AdminContext, 'actor' | 'site'>, admin: Admin, verb: Verb): boolean {
  return groupRulesFor(ctx, admin, verb).every(({ verb: name, rule }) => {
    const where = `permissions.${name} of the group ${admin.group ?? ''}`
    try {
      const answer: unknown = rule(ctx.actor)
      if (typeof answer !== 'boolean')
        console.error(`brolly: ${where} returned ${typeof answer}; it must return true or false. Access was denied.`)
      return answer === true
    } catch (error) {
      console.error(`brolly: ${where} threw an error. Access was denied.`, error)
      return false
    }
  })
}
