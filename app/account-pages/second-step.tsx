import { accountPath, withQuery, type Side } from '@/admin/server'
import { pendingLogIn } from '@/auth'
import { CodeForm } from '@/components/admin/login/code-form'
import { PlainPage } from '@/components/admin/plain-page'
import * as words from '@/components/words/factors'
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
export function SecondStep({ side, step, next }: SecondStepProps) {
  const login = accountPath(visit, side, 'login')
  const withNext = (parameters: [string, string][]) =>
    withQuery(login, [...parameters, ...(next === '' ? [] : [['next', next] as [string, string]])])
  const recovery = step === 'recovery'
  const other = recovery
    ? { label: words.useApp, href: withNext([['step', 'code']]) }
    : { label: words.useRecovery, href: withNext([['step', 'recovery']]) }
  return (
    <PlainPage siteTitle={visit.site.title} title={words.stepTitle}>
      <CodeForm
        key={step}
        action={loginWithCode.bind(null, side)}
        next={next}
        recovery={recovery}
        links={[other, { label: words.startOver, href: withNext([]) }]}
      />
    </PlainPage>
  )
}
