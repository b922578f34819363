import { accountPath, joiningActor, linkOf, ownProfilePage, type MailLink, type Side } from '@/admin/server'
import type { FormPage } from '@/admin/client'
import { JoinForm } from '@/components/admin/login/join-form'
import { ButtonForm } from '@/components/admin/login/button-form'
import { PasswordForm } from '@/components/admin/login/password-form'
import { PlainPage } from '@/components/admin/plain-page'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/account'
import { join, setResetPassword } from '../admin/actions/account-mails'
import { cancelNewEmail, confirmNewEmail } from '../admin/actions/own-account'
import { formContext } from '../admin/context'
import { readLink } from '../link-cookie'
import { visit } from './visit'

/** What the link of a mail is for, as a form. Opening it changes nothing. */
export async function LinkPage({ side }: { side: Side }) {
  const link = await linkOf(visit.db, await readLink())
  if (link === null)
    return (
      <PlainPage siteTitle={visit.site.title} title={words.linkTitle}>
        <Notice tone="warning">{words.linkVoid}</Notice>
        <p className="plain-links">
          <a href={accountPath(visit, side, 'reset')}>{words.forgotten}</a>
          <a href={accountPath(visit, side, 'login')}>{words.backToLogin}</a>
        </p>
      </PlainPage>
    )
  const profile = await profileOf(link)
  return (
    <PlainPage siteTitle={visit.site.title} title={words.linkTitles[link.purpose]} wide={profile !== null}>
      <p className="lead">{leadOf(link)}</p>
      <LinkForm link={link} side={side} profile={profile} />
    </PlainPage>
  )
}

const joins = ({ purpose }: MailLink) => purpose === 'registration' || purpose === 'invitation'

/** What the site asks of the account that a link is for; null for nothing. */
const profileOf = async (link: MailLink): Promise<FormPage | null> =>
  joins(link) ? ownProfilePage(await formContext(await joiningActor(visit.db, link))) : null

function leadOf({ purpose, email, data }: MailLink): string {
  if (purpose === 'email') return words.emailLead(String(data.present), email)
  return purpose === 'email-cancel' ? words.cancelLead(email, String(data.wanted)) : words.forAddress(email)
}

function LinkForm({ link, side, profile }: { link: MailLink; side: Side; profile: FormPage | null }) {
  const { purpose, email } = link
  if (purpose === 'registration' || purpose === 'invitation')
    return <JoinForm action={join.bind(null, purpose)} email={email} name={link.name} profile={profile} />
  if (purpose === 'email') return <ButtonForm action={confirmNewEmail.bind(null, side)} button={words.confirmEmail} />
  if (purpose === 'email-cancel')
    return <ButtonForm action={cancelNewEmail.bind(null, side)} button={words.cancelEmail} />
  return <PasswordForm action={setResetPassword.bind(null, side)} requireCurrent={false} email={email} />
}
