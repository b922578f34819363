import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly headers: string
  /** The plain text, decoded. */
  readonly text: string
  readonly html: string
}

export interface TestSmtp {
  readonly url: string
  readonly received: ReceivedMail[]
  /** Answers every mail with this status until it is null. */
  refuseWith: number | null
  close(): Promise<void>
}

/** A real SMTP server on the loopback interface. */
export async function startSmtp(): Promise<TestSmtp> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (smtp.refuseWith !== null) {
          done(Object.assign(new Error('Not now'), { responseCode: smtp.refuseWith }))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          ...parsed(Buffer.concat(chunks).toString('utf8')),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this type.
  const { port } = server.server.address() as AddressInfo
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuseWith: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return smtp
}

function parsed(raw: string): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
  const at = raw.indexOf('\r\n\r\n')
  const headers = raw.slice(0, at).replaceAll(/\r\n[ \t]+/gu, ' ')
  const boundary = /boundary="?([^";\r\n]+)/u.exec(headers)?.[1]
  const parts = boundary === undefined ? [raw] : raw.slice(at).split(`--${boundary}`)
  const part = (type: string) => decoded(parts.find((text) => text.includes(`Content-Type: ${type}`)) ?? '')
  return { headers, text: part('text/plain'), html: part('text/html') }
}

function decoded(part: string): string {
  const at = part.indexOf('\r\n\r\n')
  const body = part.slice(at + 4)
  const encoding = /Content-Transfer-Encoding: (\S+)/iu.exec(part.slice(0, at))?.[1]
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([\dA-F]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The path of the link in a mail's text. */
export function linkIn(text: string): string {
  const found = /https?:\/\/\S+/u.exec(text)?.[0]
  if (found === undefined) throw new Error(`There is no link in: ${text}`)
  return found
}
