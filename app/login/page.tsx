import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import site from '@/admin.config'
import { nextPath } from '@/admin/server'
import { LoginForm } from '@/components/admin/login/login-form'
import { PasskeyButton } from '@/components/admin/login/passkey-button'
import { PlainPage } from '@/components/admin/plain-page'
import * as words from '@/components/words/login'
import { hostPage } from '../account-pages/host-pages'
import { leadEnrolling } from '../account-pages/enrolling'
import { loginLinks, loginNotice } from '../account-pages/login-links'
import { isSecondStep, SecondStep } from '../account-pages/second-step'
import { SignOn, SignOnTrouble } from '../account-pages/sign-on'
import { loginToSite } from '../admin/actions/session'
import { basePath, siteHome } from '../admin/base-path'
import { beginLogin, loginByPasskey } from '../admin/actions/passkeys'
import { passkeyOrigin } from '../passkey-cookie'
import * as factorWords from '@/components/words/factors'
import { parametersOf, wordOf, type SearchParams } from '../admin/parameters'
import { currentUser } from '../current-user'

export const metadata: Metadata = { title: words.logIn }

/** The login of the public side, for every account. */
export default async function SiteLoginRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  const next = wordOf(parameters, 'next') ?? ''
  // If the database is down, the form is still shown; posting it reports the problem.
  if (await currentUser().catch(() => null)) redirect(nextPath(next, basePath, siteHome))
  const elsewhere = await hostPage(next)
  if (elsewhere !== null) return elsewhere
  await leadEnrolling('site', next)
  const step = wordOf(parameters, 'step') ?? ''
  if (await isSecondStep({ side: 'site', step })) return <SecondStep side="site" step={step} next={next} />
  return (
    <PlainPage siteTitle={site.title} title={words.logIn}>
      <SignOnTrouble parameters={parameters} />
      <LoginForm
        action={loginToSite}
        next={next}
        links={loginLinks('site')}
        notice={loginNotice(parameters)}
        expired={step !== ''}
      />
      {passkeyOrigin !== null && (
        <PasskeyButton
          begin={beginLogin}
          action={loginByPasskey.bind(null, { side: 'site', next })}
          button={factorWords.usePasskey}
          separated
        />
      )}
      <SignOn side="site" next={next} />
    </PlainPage>
  )
}
