import type { AdminContext } from '../site/context'
import { holdsPermission, mayAct } from './rows-allowed'

/** The permission to view the security log. Superusers have it. */
export const viewSecurity = 'brolly.security.view'

export const mayViewSecurity = ({ actor }: Pick<AdminContext, 'actor'>): boolean => holdsPermission(actor, viewSecurity)

/** Facts of an event that tell of rows, or of columns that may be hidden. */
const ofRows = new Set(['key', 'columns', 'path', 'parameters'])

/** The tables whose events the actor may see; null for all. */
export const tablesOfEvents = (ctx: AdminContext): string[] | null =>
  ctx.actor.isSuperuser ? null : ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view')).map(({ path }) => path)

/** What the actor may see of an event: without being a superuser, nothing that names a row. */
export const detailsOfEvent = (ctx: AdminContext, detail: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(detail).filter(([name]) => ctx.actor.isSuperuser || !ofRows.has(name))
