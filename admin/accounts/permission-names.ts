import { AdminError } from '../errors'
import { verbs } from '../site/admin'
import type { Admin, Site } from '../site/site'
import { softDelete } from '../site/soft-delete'
import { purge } from '../permissions/may-purge'
import { impersonate } from './act-as'
import { hasPersonal, reveal } from '../permissions/may-reveal'
import { shareViews } from '../permissions/share-views'
import { viewSecurity } from '../permissions/view-security'
import * as accountsWords from '../words/accounts'

const usersPath = 'brolly.users'
const actVerb = impersonate.slice(usersPath.length + 1)

/** Those that belong to no table of the site. A token has no use for them. */
export const sitePermissions: readonly string[] = [viewSecurity, shareViews]

/** All permissions of this site: `products.view`. */
export function permissionNames(site: Site): string[] {
  const ofTables = site.admins.flatMap((admin) =>
    [...verbs, ...(softDelete(admin) ? [purge] : []), ...ownPermissions(admin)].map((name) => `${admin.path}.${name}`),
  )
  return [...ofTables, ...sitePermissions]
}

const namesOf = (site: Site, permission: string): string[] => {
  const admin = site.byPath(permission.slice(0, permission.lastIndexOf('.')))
  return [...verbs, ...(admin ? ownPermissions(admin) : [])]
}

/** The permissions of a table besides those that every table has: to reveal masked values, and those that its actions name. */
export function ownPermissions({ options, table }: Pick<Admin, 'options' | 'table'>): string[] {
  const named = (options.actions ?? []).flatMap(({ permission }) => permission ?? [])
  if (hasPersonal({ table })) named.unshift(reveal)
  if (table.path === usersPath) named.unshift(actVerb)
  return [...new Set(named)].filter((name) => !verbs.some((verb) => verb === name))
}

/**
 * Rejects unknown permissions: they would have no effect now, but apply to a future table of that name.
 * @throws {AdminError} `INVALID` naming each.
 */
export function refuseUnknownPermissions(site: Site, permissions: readonly string[]): void {
  const known = new Set(permissionNames(site))
  const unknown = permissions.filter((permission) => !known.has(permission))
  if (unknown.length === 0) return
  const tables = new Set(site.admins.map(({ path }) => path))
  const words = unknown.map((permission) => {
    const dot = permission.lastIndexOf('.')
    return tables.has(permission.slice(0, Math.max(dot, 0)))
      ? accountsWords.permissionsAre(permission, namesOf(site, permission).join(', '))
      : accountsWords.noSuchTable(permission)
  })
  throw new AdminError(
    'INVALID',
    accountsWords.unknownPermission(words.join('; '), permissionNames(site)[0] ?? 'products.view'),
  )
}
