import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { accountPath } from '@/admin/server'
import { MailForm } from '@/components/admin/login/mail-form'
import { PlainPage } from '@/components/admin/plain-page'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/account'
import { visit } from '../account-pages/visit'
import { askRegistration } from '../admin/actions/account-mails'

export const metadata: Metadata = { title: words.register }

/** Where a visitor asks for an account: a link to the form comes by mail. */
export default function RegisterRoute() {
  const { registration } = visit.site.accounts
  if (registration === 'closed') notFound()
  return (
    <PlainPage siteTitle={visit.site.title} title={words.register}>
      {registration === 'invitation' ? (
        <p className="lead">{words.byInvitation}</p>
      ) : visit.mail ? (
        <MailForm action={askRegistration} lead={words.registerLead} button={words.sendLink} />
      ) : (
        <Notice tone="warning">{words.noRegistrationMail}</Notice>
      )}
      <p className="plain-links">
        <a href={accountPath(visit, 'site', 'login')}>{words.backToLogin}</a>
      </p>
    </PlainPage>
  )
}
