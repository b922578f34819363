import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import site from '@/admin.config'
import { nextPath } from '@/admin/server'
import { LoginForm } from '@/components/admin/login/login-form'
import { PasskeyButton } from '@/components/admin/login/passkey-button'
import { PlainPage } from '@/components/admin/plain-page'
import { Notice } from '@/components/ui/notice'
import { currentUser } from '../../../current-user'
import { hostPage } from '../../../account-pages/host-pages'
import { leadEnrolling } from '../../../account-pages/enrolling'
import { loginLinks, loginNotice } from '../../../account-pages/login-links'
import { isSecondStep, SecondStep } from '../../../account-pages/second-step'
import { SignOn, SignOnTrouble } from '../../../account-pages/sign-on'
import { login } from '../../actions/session'
import { adminContext } from '../../context'
import { beginLogin, loginByPasskey } from '../../actions/passkeys'
import { passkeyOrigin } from '../../../passkey-cookie'
import * as factorWords from '@/components/words/factors'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { basePath } from '../../base-path'
import * as words from '@/components/words/login'

export const metadata: Metadata = { title: words.logIn }

export default async function LoginRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  const next = wordOf(parameters, 'next') ?? ''
  // If the database is down, the form is still shown; posting it reports the problem.
  if (await adminContext().catch(() => null)) redirect(nextPath(next, basePath))
  const elsewhere = await hostPage(next === '' ? basePath : next)
  if (elsewhere !== null) return elsewhere
  await leadEnrolling('admin', next)
  const step = wordOf(parameters, 'step') ?? ''
  if (await isSecondStep({ side: 'admin', step })) return <SecondStep side="admin" step={step} next={next} />
  // Nobody who may use the admin is still here.
  const stranger = await currentUser().catch(() => null)
  return (
    <PlainPage siteTitle={site.title} title={words.logIn}>
      {stranger && (
        <div className="plain-notice">
          <Notice tone="warning">{words.noAccess(stranger.email)}</Notice>
        </div>
      )}
      <SignOnTrouble parameters={parameters} />
      <LoginForm
        action={login}
        next={next}
        links={loginLinks('admin')}
        notice={loginNotice(parameters)}
        expired={step !== ''}
      />
      {passkeyOrigin !== null && (
        <PasskeyButton
          begin={beginLogin}
          action={loginByPasskey.bind(null, { side: 'admin', next })}
          button={factorWords.usePasskey}
          separated
        />
      )}
      <SignOn side="admin" next={next} />
    </PlainPage>
  )
}
