import { clearMails, deliver } from '../mail/outbox'
import { smtpMailer, type Mailer } from '../mail/mailer'
import type { Database } from '../postgres/database'
import type { MailSettings } from '../site/context'
import { defaultBasePath } from '../site/paths'
import type { Site } from '../site/site'
import { siteOrigin, type OriginEnvironment } from './site-origin'
import { writeMail } from './write-mails'

export interface MailEnvironment extends OriginEnvironment {
  BROLLY_SMTP_URL?: string | undefined
  BROLLY_MAIL_FROM?: string | undefined
}

export interface BrollyMailOptions {
  db: Database
  env: () => MailEnvironment
  site: Site
  /** The path of the admin. Default `/admin`. */
  basePath?: string
  /** Sends the mails instead of SMTP. */
  mailer?: Mailer
}

export interface BrollyMail {
  /** For contexts; undefined if no mail can be sent. */
  readonly settings: MailSettings | undefined
  /** Sends what is due. Call it after a response that queued something; never throws. */
  deliver(): Promise<void>
  /** Sends what is due, now and then, until the returned function is called. */
  start(): () => void
}

const everyMs = 15_000
const clearEveryMs = 60 * 60 * 1000

/**
 * The mail of a site: by SMTP if `BROLLY_SMTP_URL` and `BROLLY_URL` are set. In development without a server mails are kept, to
 * be read in the admin. In production without either no mail is sent, and pages that need it say so.
 */
export function brollyMail({ db, env, site, basePath = defaultBasePath, mailer }: BrollyMailOptions): BrollyMail {
  const found = mailerOf(env(), mailer)
  const settings = found?.settings
  const send = async () => {
    if (!found) return
    await deliver({
      db,
      mailer: found.mailer,
      write: (mail) => writeMail({ db, site, basePath, mail: settings }, mail),
    })
  }
  const quietly = (work: () => Promise<void>) =>
    work().catch((error: unknown) =>
      // A failed statement has parameters in its message.
      console.error(`brolly: mails could not be sent: ${error instanceof Error ? error.name : 'unknown error'}`),
    )
  return {
    settings,
    deliver: () => quietly(send),
    start() {
      if (!found) return () => undefined
      let busy = false
      const tick = async () => {
        if (busy) return
        busy = true
        await quietly(send)
        busy = false
      }
      const timers = [
        setInterval(() => void tick(), everyMs),
        setInterval(() => void quietly(() => clearMails(db)), clearEveryMs),
      ]
      for (const timer of timers) timer.unref()
      void tick()
      return () => timers.forEach((timer) => clearInterval(timer))
    },
  }
}

function mailerOf(
  env: MailEnvironment,
  own: Mailer | undefined,
): { mailer: Mailer | 'mailbox'; settings: MailSettings } | null {
  const { NODE_ENV, BROLLY_SMTP_URL: url, BROLLY_MAIL_FROM: from } = env
  const developing = NODE_ENV !== 'production'
  const origin = siteOrigin(env)
  // A link needs the public origin, which a request must not choose.
  if (origin === null) return null
  const mailer = own ?? (url !== undefined && from !== undefined ? smtpMailer({ url, from }) : null)
  if (mailer) return { mailer, settings: { origin, mailbox: false } }
  return developing ? { mailer: 'mailbox', settings: { origin, mailbox: true } } : null
}
