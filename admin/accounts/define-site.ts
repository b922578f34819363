import { buildSite, type Site, type SiteOptions } from '../site/site'
import { brollyAdmins, brollySchema } from './admins'

/** The site of `admin.config.ts`: your tables, then Brolly's users and groups. */
export function defineSite(options: SiteOptions): Site {
  return buildSite(options, { schema: brollySchema, admins: brollyAdmins })
}
