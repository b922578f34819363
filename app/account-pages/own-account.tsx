import { type Actor, type Side } from '@/admin/server'
import { ButtonForm } from '@/components/admin/login/button-form'
import { EmailForm } from '@/components/admin/login/email-form'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/account'
import { askFirstPassword, askNewEmail } from '../admin/actions/own-account'
import { visit } from './visit'

/** What an account without a password shows in place of the form that changes it. */
export function NoPassword({ user, side }: { user: Actor; side: Side }) {
  return (
    <div className="stack">
      <p>{words.noPasswordYet}</p>
      {visit.mail ? (
        <>
          <p>{words.noPasswordLead(user.email)}</p>
          <ButtonForm action={askFirstPassword.bind(null, side)} button={words.sendLink} />
        </>
      ) : (
        <p>{words.noPasswordMail}</p>
      )}
    </div>
  )
}

/** Where whoever is logged in changes their address. */
export function ChangeEmail({ user, side }: { user: Actor; side: Side }) {
  if (!visit.mail) return <Notice tone="warning">{words.noEmailChange}</Notice>
  if (!user.hasPassword) return <p>{words.passwordBeforeEmail}</p>
  return (
    <>
      <p className="lead">{words.changeEmailLead(user.email)}</p>
      <EmailForm action={askNewEmail.bind(null, side)} />
    </>
  )
}
