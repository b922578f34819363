import 'server-only'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import site from '@/admin.config'
import { safePath, withQuery } from '@/admin/server'
import { PlainPage } from '@/components/admin/plain-page'
import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/login'
import { hostUser } from '../current-user'

/**
 * Where the project's own library keeps the sessions, its log-in page is opened instead of Brolly's. Whoever is logged in there
 * already has no account here, or one without access: sending them on would never end.
 * @returns Null if Brolly keeps the sessions itself.
 */
export async function hostPage(next: string): Promise<ReactNode> {
  const { auth } = site.accounts
  if (!auth) return null
  const user = await hostUser()
  const path = safePath(next)
  if (user === null) redirect(path === null ? auth.logInHref : withQuery(auth.logInHref, [['next', path]]))
  return (
    <PlainPage siteTitle={site.title} title={words.logIn}>
      <div className="plain-notice">
        <Notice tone="warning">{words.noAccount}</Notice>
      </div>
      <ButtonLink href={auth.logOutHref}>{words.logOut}</ButtonLink>
    </PlainPage>
  )
}

/** Where logging out leads: to the library, which ends its session, or to Brolly's log-in page. */
export const afterLogOut = (page: string): string => site.accounts.auth?.logOutHref ?? page
