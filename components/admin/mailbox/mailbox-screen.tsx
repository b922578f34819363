import type { MailboxMail, MailboxPage } from '@/admin/client'
import { Badge } from '../../ui/badge'
import * as words from '../../words/mailbox'

/** The newest mails; in development with their texts, to follow the links. */
export function MailboxScreen({ page }: { page: MailboxPage }) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{page.title}</h1>
      </div>
      <p className="lead">{page.keeps ? words.keeps : words.sends}</p>
      {page.mails.length === 0 ? (
        <p className="entries-none">{words.none}</p>
      ) : (
        <ol className="mailbox">
          {page.mails.map((mail) => (
            <li key={mail.id}>
              <Mail mail={mail} />
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function Mail({ mail }: { mail: MailboxMail }) {
  const { to, subject, at, state, error, text } = mail
  const head = (
    <>
      <span className="mail-subject">{subject}</span>
      <span className="mail-to">{to}</span>
      <span>
        <Badge tone={state.id === 'failed' ? 'danger' : state.id === 'waiting' ? 'warning' : 'neutral'}>
          {state.label}
        </Badge>
      </span>
      <time dateTime={at.exact}>{at.shown}</time>
    </>
  )
  if (text === null)
    return (
      <>
        <div className="mail-head">{head}</div>
        {error !== null && <p className="mail-error">{error}</p>}
      </>
    )
  return (
    <details>
      <summary className="mail-head">{head}</summary>
      <div className="mail-text">
        {text.map((part, index) =>
          part.href === null ? (
            part.text
          ) : (
            <a key={index} href={part.href}>
              {part.text}
            </a>
          ),
        )}
      </div>
    </details>
  )
}
