import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** The admin of the accounts. */
export function usersAdmin({ site }: Pick<AdminContext, 'site'>): Admin {
  const admin = site.byPath('brolly.users')
  if (!admin) throw new Error('The site has no accounts.')
  return admin
}

/** The admin of the groups. */
export function groupsAdmin({ site }: Pick<AdminContext, 'site'>): Admin {
  const admin = site.byPath('brolly.groups')
  if (!admin) throw new Error('The site has no groups.')
  return admin
}
