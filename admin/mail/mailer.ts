import { createTransport } from 'nodemailer'

/** A mail as it is sent. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * Sends mails. Brolly's own speaks SMTP; another one, such as a provider's API, takes its place as `mailer` of
 * `brollyMail`.
 */
export interface Mailer {
  /** @throws If the mail was not accepted. With `permanent` set on the error it is not tried again. */
  send(mail: Mail): Promise<void>
}

export interface SmtpOptions {
  /** `smtp://user:password@host:587`; `smtps://` for TLS from the start. */
  url: string
  /** The sender: `Shop <shop@example.com>`. */
  from: string
}

/** How long connecting, and each answer of the server, may take. */
const patienceMs = 20_000

/** A mailer that speaks SMTP. It opens a connection per mail: mails are few, and servers close idle connections. */
export function smtpMailer({ url, from }: SmtpOptions): Mailer {
  const { hostname } = new URL(url)
  const transport = createTransport({
    url,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    // A password must not go to another machine in the clear.
    requireTLS: url.startsWith('smtp:') && new URL(url).password !== '' && !isLocal(hostname),
    // A mail is never a way to read files or fetch URLs.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          // As an object, so that commas and angle brackets in it address nobody else.
          to: { name: '', address: to },
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw Object.assign(new Error(reasonOf(error), { cause: error }), { permanent: isPermanent(error) })
      }
    },
  }
}

const isLocal = (host: string) => ['localhost', '127.0.0.1', '[::1]'].includes(host)

/** The server's answer, which names no secret; other errors by their code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('response' in error && typeof error.response === 'string') return error.response.slice(0, 300)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** Whether the server refused this mail for good: an answer from 500 on, except that logging in failed. */
const isPermanent = (error: unknown): boolean =>
  error instanceof Error &&
  'responseCode' in error &&
  typeof error.responseCode === 'number' &&
  error.responseCode >= 500 &&
  !('code' in error && error.code === 'EAUTH')
