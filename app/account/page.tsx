import type { Metadata } from 'next'
import site from '@/admin.config'
import { PlainPage } from '@/components/admin/plain-page'
import { Button, ButtonLink } from '@/components/ui/button'
import * as words from '@/components/words/login'
import { logoutOfSite } from '../admin/actions/session'
import { basePath } from '../admin/base-path'
import { requireUser } from '../guards'

export const metadata: Metadata = { title: words.yourAccount }

/** The account of whoever is logged in, on the public side. */
export default async function AccountRoute() {
  const user = await requireUser()
  return (
    <PlainPage siteTitle={site.title} title={words.yourAccount} wide>
      <p className="lead">{words.loggedInAs(user.email)}</p>
      <div className="buttons">
        {user.isStaff && <ButtonLink href={basePath}>{words.openAdmin}</ButtonLink>}
        <form action={logoutOfSite}>
          <Button type="submit">{words.logOut}</Button>
        </form>
      </div>
    </PlainPage>
  )
}
