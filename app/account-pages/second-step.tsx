import { accountPath, factorsOf, withQuery, type Side } from '@/admin/server'
import { pendingLogIn } from '@/auth'
import { CodeForm } from '@/components/admin/login/code-form'
import { PasskeyButton } from '@/components/admin/login/passkey-button'
import { PlainPage } from '@/components/admin/plain-page'
import * as words from '@/components/words/factors'
import { beginSecondStep, secondStepByPasskey } from '../admin/actions/passkeys'
import { loginWithCode } from '../admin/actions/session'
import { visit } from './visit'

interface SecondStepProps {
  side: Side
  /** As in the URL: `code` or `recovery`. */
  step: string
  next: string
}

/** Whether the login page is at its second step, and the password was right in this browser a few minutes ago. */
export async function isSecondStep({ side, step }: Omit<SecondStepProps, 'next'>): Promise<boolean> {
  if (step !== 'code' && step !== 'recovery') return false
  return (await pendingLogIn(side === 'admin' ? 'staff' : 'everyone')) !== null
}

/** The second step of the login page. */
export async function SecondStep({ side, step, next }: SecondStepProps) {
  const owner = await pendingLogIn(side === 'admin' ? 'staff' : 'everyone')
  // It was there a moment ago; if it has ended, posting says so.
  const { authenticator, passkeys } = owner ? await factorsOf(visit.db, owner.id) : { authenticator: '', passkeys: [] }
  const login = accountPath(visit, side, 'login')
  const withNext = (parameters: [string, string][]) =>
    withQuery(login, [...parameters, ...(next === '' ? [] : [['next', next] as [string, string]])])
  // Without an app only recovery codes can be typed.
  const recovery = step === 'recovery' || authenticator === null
  const useApp = { label: words.useApp, href: withNext([['step', 'code']]) }
  const useRecovery = { label: words.useRecovery, href: withNext([['step', 'recovery']]) }
  const others = recovery ? (authenticator === null ? [] : [useApp]) : [useRecovery]
  return (
    <PlainPage siteTitle={visit.site.title} title={words.stepTitle}>
      {passkeys.length > 0 && (
        <PasskeyButton
          begin={beginSecondStep.bind(null, side)}
          action={secondStepByPasskey.bind(null, { side, next })}
          button={words.usePasskey}
        />
      )}
      <CodeForm
        key={step}
        action={loginWithCode.bind(null, side)}
        next={next}
        recovery={recovery}
        afterPasskey={passkeys.length > 0}
        links={[...others, { label: words.startOver, href: withNext([]) }]}
      />
    </PlainPage>
  )
}
