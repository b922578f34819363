import type { MailSettings } from '../site/context'

/** Tests can queue mails; `outbox` writes them. */
export const testMail: MailSettings = { origin: 'http://localhost:3000', mailbox: false }
