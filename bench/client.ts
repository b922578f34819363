import { Agent, request, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { parse, type HTMLElement } from 'node-html-parser'
import { formEntries } from '@/e2e/crawl/visitor'

export interface Answer {
  readonly status: number
  readonly location: string | undefined
  /** As received: compressed if the server compresses. */
  readonly body: Buffer
  /** Decompressed on demand. */
  text(): string
}

interface Post {
  type: string
  body: Buffer
}

/** Reads pages and posts forms as a browser does, with cookies and persistent connections. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  /** The cookies that a browser has after its first page. */
  readonly #cookies = new Map([['brolly-tz', 'Europe/Berlin']])
  readonly base: string

  constructor(base: string) {
    this.base = base
  }

  get(address: string): Promise<Answer> {
    return this.#send(address)
  }

  /** @throws if the page is an error page, which must not be measured. */
  async page(address: string): Promise<HTMLElement> {
    const answer = await this.get(address)
    if (answer.status !== 200) throw new Error(`${answer.status} at ${address}`)
    return parse(answer.text())
  }

  post(address: string, post: Post): Promise<Answer> {
    return this.#send(address, post)
  }

  async logIn(email: string, password: string): Promise<void> {
    const form = (await this.page('/admin/-/login')).querySelector('form')
    if (!form) throw new Error('There is no login form.')
    const answer = await this.post('/admin/-/login', await filledIn(form, { email, password }))
    if (answer.status !== 303) throw new Error(`Not logged in: ${answer.status}`)
  }

  /** A response whose body has not been read yet. */
  open(address: string, post?: Post): Promise<IncomingMessage> {
    const url = new URL(address, this.base)
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          agent: this.#agent,
          method: post ? 'POST' : 'GET',
          headers: {
            'accept-encoding': 'gzip',
            accept: 'text/html',
            origin: this.base,
            ...(cookie === '' ? {} : { cookie }),
            ...(post ? { 'content-type': post.type, 'content-length': post.body.length } : {}),
          },
        },
        resolve,
      )
      sent.on('error', reject)
      sent.end(post?.body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }

  async #send(address: string, post?: Post): Promise<Answer> {
    const response = await this.open(address, post)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    for (const line of response.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';')
      const index = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, index), pair.slice(index + 1))
    }
    const packed = response.headers['content-encoding'] === 'gzip'
    return {
      status: response.statusCode ?? 0,
      location: response.headers.location,
      body,
      text: () => (packed ? gunzipSync(body) : body).toString('utf8'),
    }
  }
}

/** The body of a form with some inputs changed, and with the name of the button to press. */
export async function filledIn(form: HTMLElement, change: Readonly<Record<string, string>>): Promise<Post> {
  const data = new FormData()
  for (const [name, value] of formEntries(form)) if (!(name in change)) data.append(name, value)
  for (const [name, value] of Object.entries(change)) data.append(name, value)
  const body = new Response(data)
  return { type: body.headers.get('content-type') ?? '', body: Buffer.from(await body.arrayBuffer()) }
}
