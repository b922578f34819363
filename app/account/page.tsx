import type { Metadata } from 'next'
import site from '@/admin.config'
import { PasswordForm } from '@/components/admin/login/password-form'
import { PlainPage } from '@/components/admin/plain-page'
import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import * as accountWords from '@/components/words/account'
import * as factorWords from '@/components/words/factors'
import * as words from '@/components/words/login'
import { ChangeEmail, NoPassword, RemovePassword } from '../account-pages/own-account'
import { OwnFactors } from '../account-pages/own-factors'
import { OwnProfile } from '../account-pages/own-profile'
import { OwnSignOn, SignOnTrouble } from '../account-pages/sign-on'
import { visit } from '../account-pages/visit'
import { setOwnPasswordOnSite } from '../admin/actions/own-account'
import { logoutOfSite } from '../admin/actions/session'
import { basePath } from '../admin/base-path'
import { parametersOf, wordOf, type SearchParams } from '../admin/parameters'
import { requireUser } from '../guards'

export const metadata: Metadata = { title: words.yourAccount }

/** The account of whoever is logged in, on the public side. */
export default async function AccountRoute({ searchParams }: { searchParams: SearchParams }) {
  const user = await requireUser()
  const parameters = await parametersOf(searchParams)
  const done = accountWords.doneNotices.get(wordOf(parameters, 'done') ?? '')
  return (
    <PlainPage siteTitle={site.title} title={words.yourAccount} wide>
      {done !== undefined && <Notice tone="success">{done}</Notice>}
      <SignOnTrouble parameters={parameters} />
      <p className="lead">{words.loggedInAs(user.email)}</p>
      <div className="buttons">
        {user.isStaff && <ButtonLink href={basePath}>{words.openAdmin}</ButtonLink>}
        <form action={logoutOfSite}>
          <Button type="submit">{words.logOut}</Button>
        </form>
      </div>
      <OwnProfile user={user} side="site" />
      <section className="account-part" aria-labelledby="change-password">
        <h2 id="change-password">{user.hasPassword ? words.changePassword : words.password}</h2>
        {user.hasPassword ? (
          <>
            <p className="lead">{words.endsOtherSessions}</p>
            <PasswordForm action={setOwnPasswordOnSite} requireCurrent email={user.email} />
            <RemovePassword user={user} side="site" />
          </>
        ) : (
          <NoPassword user={user} side="site" />
        )}
      </section>
      <section className="account-part" aria-labelledby="second-factor">
        <h2 id="second-factor">{factorWords.secondFactor}</h2>
        <OwnFactors ctx={{ ...visit, actor: user }} side="site" />
      </section>
      <OwnSignOn ctx={{ ...visit, actor: user }} side="site" />
      <section className="account-part" aria-labelledby="change-email">
        <h2 id="change-email">{accountWords.changeEmail}</h2>
        <ChangeEmail user={user} side="site" />
      </section>
    </PlainPage>
  )
}
