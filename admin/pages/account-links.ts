import { mayActAsSomebody } from '../accounts/act-as'
import { usersAdmin } from '../accounts/users-admin'
import { mayAct } from '../permissions/rows-allowed'
import type { LoadedRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import { systemPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import * as accountsWords from '../words/accounts'
import * as actWords from '../words/act-as'
import * as factorsWords from '../words/factors'
import * as sessionsWords from '../words/sessions'
import * as whyWords from '../words/why'
import type { RecordPage } from './shapes/record'

/** Additional pages of Brolly's own users and groups, for what a form of one table cannot set. */
export function accountLinks(ctx: AdminContext, admin: Admin, record: LoadedRecord): RecordPage['links'] {
  if (!admin.system) return []
  const [id] = record.keyParts
  if (admin.path === 'brolly.groups') return groupLinks(ctx, id ?? '')
  if (!record.may.change) return []
  if (admin.path === 'brolly.users') {
    // Changing one's own requires the current one.
    const own = id === ctx.actor.id
    const changePassword = { label: accountsWords.changePassword, href: systemPath(ctx, 'password') }
    const setPassword = { label: accountsWords.setPassword, href: systemPath(ctx, `users/${id}/password`) }
    const links = own ? (ctx.actor.hasPassword ? [changePassword] : []) : [setPassword]
    // Whoever has never logged in may need another invitation.
    if (!own && record.values.lastLoginAt === null && record.values.isActive?.startsWith('t') === true)
      links.push({ label: accountsWords.invitation, href: systemPath(ctx, `users/${id}/invitation`) })
    if (!own && mayActAsSomebody(ctx.actor))
      links.push({ label: actWords.link, href: systemPath(ctx, `users/${id}/act-as`) })
    return ctx.actor.isSuperuser
      ? [
          ...links,
          { label: accountsWords.groupsAndPermissions, href: systemPath(ctx, `users/${id}/permissions`) },
          { label: factorsWords.title, href: systemPath(ctx, `users/${id}/factors`) },
          { label: sessionsWords.title, href: systemPath(ctx, `users/${id}/sessions`) },
          { label: whyWords.title, href: withQuery(systemPath(ctx, 'why'), [['user', record.values.email ?? '']]) },
        ]
      : links
  }
  return []
}

function groupLinks(ctx: AdminContext, id: string): RecordPage['links'] {
  return [
    ...(mayAct(ctx, usersAdmin(ctx), 'view')
      ? [{ label: accountsWords.members, href: systemPath(ctx, `groups/${id}/members`) }]
      : []),
    ...(ctx.actor.isSuperuser
      ? [{ label: accountsWords.permissions, href: systemPath(ctx, `groups/${id}/permissions`) }]
      : []),
  ]
}
