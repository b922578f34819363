import { accountPath, canLogInWithoutPassword, type Actor, type Side } from '@/admin/server'
import { ButtonForm } from '@/components/admin/login/button-form'
import { EmailForm } from '@/components/admin/login/email-form'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/account'
import { removePassword } from '../admin/actions/factors'
import { askFirstPassword, askNewEmail } from '../admin/actions/own-account'
import { otherWays } from './other-ways'
import { confirmPath } from './own-context'
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

/** Where an account that can do without its password removes it. Nothing for others. */
export async function RemovePassword({ user, side }: { user: Actor; side: Side }) {
  if (!user.hasPassword || user.actedBy || !(await canLogInWithoutPassword(visit.db, user.id, otherWays))) return null
  const account = accountPath(visit, side, 'account')
  return (
    <div className="stack remove-password">
      <p className="lead">{words.removePasswordLead}</p>
      {user.isFresh ? (
        <ButtonForm action={removePassword.bind(null, side)} button={words.removePassword} plain />
      ) : (
        <p className="plain-links">
          <a href={confirmPath(side, account)}>{words.confirmToRemovePassword}</a>
        </p>
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
