import { makeSealer } from '../schema/sealed-key'
import { buildSite, type Site, type SiteOptions } from '../site/site'
import { secretsOf } from './secrets'
import { users } from '../brolly/tables'
import type { AdminDeclaration } from '../site/admin'
import { brollyAdmins, brollySchema } from './admins'

/** The site of `admin.config.ts`: your tables, then Brolly's users and groups. */
export function defineSite(options: SiteOptions): Site {
  // Read on use: a build has no secret, and admin.config.ts need not provide one.
  const secrets = () => {
    const { AUTH_SECRET, AUTH_SECRET_OLD } = process.env
    return options.secret === undefined ? secretsOf({ AUTH_SECRET, AUTH_SECRET_OLD }) : [options.secret]
  }
  return buildSite(options, {
    schema: brollySchema,
    admins: withProfile(brollyAdmins, options),
    sealer: makeSealer(secrets),
    secrets,
  })
}

/** With the profile, if there is one, in the form of the accounts. */
function withProfile(admins: readonly AdminDeclaration[], { accounts }: SiteOptions): readonly AdminDeclaration[] {
  if (accounts?.profile === undefined) return admins
  const profile = { table: accounts.profile, options: { via: accounts.key ?? '', max: 1, kind: 'stacked' as const } }
  return admins.map((admin) =>
    admin.table === users
      ? { ...admin, options: { ...admin.options, form: { ...admin.options.form, inlines: [profile] } } }
      : admin,
  )
}
