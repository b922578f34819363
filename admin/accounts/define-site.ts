import { makeSealer } from '../schema/sealed-key'
import { buildSite, type Site, type SiteOptions } from '../site/site'
import { secretsOf } from './secrets'
import { brollyAdmins, brollySchema } from './admins'

/** The site of `admin.config.ts`: your tables, then Brolly's users and groups. */
export function defineSite(options: SiteOptions): Site {
  // Read on use: a build has no secret, and admin.config.ts need not provide one.
  const secrets = () => {
    const { AUTH_SECRET, AUTH_SECRET_OLD } = process.env
    return options.secret === undefined ? secretsOf({ AUTH_SECRET, AUTH_SECRET_OLD }) : [options.secret]
  }
  return buildSite(options, { schema: brollySchema, admins: brollyAdmins, sealer: makeSealer(secrets), secrets })
}
