import { makeSealer } from '../schema/sealed-key'
import { buildSite, type Site, type SiteOptions } from '../site/site'
import { secretsOf } from './secrets'
import { brollyAdmins, brollySchema } from './admins'

/** The site of `admin.config.ts`: your tables, then Brolly's users and groups. */
export function defineSite(options: SiteOptions): Site {
  return buildSite(options, {
    schema: brollySchema,
    admins: brollyAdmins,
    // Read when a key is first sealed: a build has no secret, and admin.config.ts need not provide one.
    sealer: makeSealer(() => {
      const { AUTH_SECRET, AUTH_SECRET_OLD } = process.env
      return options.secret === undefined ? secretsOf({ AUTH_SECRET, AUTH_SECRET_OLD }) : [options.secret]
    }),
  })
}
