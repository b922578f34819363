/** A mail in the mailbox page. */
export interface MailboxMail {
  readonly id: string
  readonly to: string
  /** What it is about, if its text is not kept. */
  readonly subject: string
  readonly at: { readonly shown: string; readonly exact: string }
  readonly state: { readonly id: 'waiting' | 'sent' | 'kept' | 'dropped' | 'failed'; readonly label: string }
  /** Why it was not sent yet. */
  readonly error: string | null
  /** The text in parts, some of them links; null unless mails are kept. */
  readonly text: readonly { readonly text: string; readonly href: string | null }[] | null
}

export interface MailboxPage {
  readonly title: string
  /** Whether mails are kept here instead of being sent. */
  readonly keeps: boolean
  readonly mails: readonly MailboxMail[]
}
