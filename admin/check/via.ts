import { viaLink } from '../permissions/rows-allowed'
import type { Admin, Site } from '../site/site'
import type { Problem } from './problem'

/** `permissions.via` that names no relation, or that leads back to the table it started from. */
export function wrongVia(site: Site, admin: Admin): Problem[] {
  const name: string | undefined = admin.options.permissions?.via
  if (name === undefined) return []
  const problem = (message: string, hint: string): Problem[] => [
    { id: 'brolly.E040', level: 'error', where: `${admin.path}: permissions.via`, message, hint },
  ]
  const closed = 'The table is closed to everyone until this is fixed.'
  if (!viaLink(admin))
    return problem(
      `is '${name}', which is not a relation of '${admin.path}'. ${closed}`,
      `Name one of ${admin.table.links.map((link) => link.name).join(', ') || 'its relations, of which it has none'}.`,
    )
  const passed = [admin]
  for (let next = parentOf(site, admin); next; next = parentOf(site, next)) {
    if (passed.includes(next))
      return problem(
        `leads in a circle, through '${next.path}'. ${closed}`,
        'Declare the rules of one of these tables itself.',
      )
    passed.push(next)
  }
  return []
}

function parentOf(site: Site, admin: Admin): Admin | undefined {
  const link = viaLink(admin)
  return link && site.adminOf(link.target)
}

/**
 * Tables whose rows belong to rows that not everybody may view, and that have no rules of their own: whoever has the permission
 * for the table sees all of them.
 */
export function unruledChildren(site: Site): Problem[] {
  // Closed for another reason, which is reported.
  const closed = new Set(site.doubled.map(({ path }) => path))
  return site.admins.flatMap((admin): Problem[] => {
    const { permissions } = admin.options
    if (admin.system || admin.table.kind !== 'table' || permissions?.view || permissions?.via !== undefined) return []
    const parent = admin.table.links.find(
      (link) =>
        link.columns.every(({ notNull }) => notNull) &&
        hasRowRules(site.adminOf(link.target)) &&
        !closed.has(link.target.path),
    )
    if (!parent) return []
    return [
      {
        id: 'brolly.W011',
        level: 'warning',
        where: `${admin.path}: permissions`,
        message: `has no rule for its rows, though '${site.adminOf(parent.target).path}', to which each of them refers, has one.`,
        hint: `Declare permissions: { via: '${parent.name}' }, or view: () => true if every row may be viewed.`,
      },
    ]
  })
}

const hasRowRules = ({ options: { permissions } }: Admin) =>
  permissions?.view !== undefined || permissions?.via !== undefined
