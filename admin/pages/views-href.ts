import type { AdminContext } from '../site/context'
import { adminSlug, systemPath } from '../site/paths'
import type { Admin } from '../site/site'

/** The page of a list's views. With `list=<its query string>`, that list can be saved there. */
export const viewsHref = (ctx: AdminContext, admin: Admin): string => systemPath(ctx, `views/${adminSlug(admin)}`)
