import { accountPath, type Side } from '@/admin/server'
import { MailForm } from '@/components/admin/login/mail-form'
import { PlainPage } from '@/components/admin/plain-page'
import { Notice } from '@/components/ui/notice'
import * as words from '@/components/words/account'
import { askReset } from '../admin/actions/account-mails'
import { visit } from './visit'

/** Where a visitor asks for a link to a new password. */
export function ResetPage({ side }: { side: Side }) {
  return (
    <PlainPage siteTitle={visit.site.title} title={words.forgotten}>
      {visit.mail ? (
        <MailForm action={askReset.bind(null, side)} lead={words.resetLead} button={words.sendLink} />
      ) : (
        <Notice tone="warning">{words.noMail}</Notice>
      )}
      <p className="plain-links">
        <a href={accountPath(visit, side, 'login')}>{words.backToLogin}</a>
      </p>
    </PlainPage>
  )
}
