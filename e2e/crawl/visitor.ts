import { parse, type HTMLElement } from 'node-html-parser'

/** The response to a visitor without JavaScript. */
export interface Visited {
  status: number
  /** Path and query after all redirects. */
  address: string
  page: HTMLElement
  html: string
}

/** Texts that only a database produces, and users must never see. */
const raw =
  /Failed query|PostgresError|invalid input (syntax|value)|violates (unique|foreign key|check|not-null|exclusion)|duplicate key value|syntax error at|(relation|column|function) "?[^"<]*"? does not exist|current transaction is aborted|\bat [\w./]+\.(ts|js):\d+/u

/**
 * A user who reads pages, follows links and posts forms over HTTP, as a browser without JavaScript does. Every response
 * is checked: a server error, or a text of the database, fails immediately.
 */
export class Visitor {
  readonly #base: string
  readonly #cookies = new Map<string, string>()

  constructor(base: string) {
    this.#base = base
  }

  /** Names and values of what the server has set by now. */
  get cookies(): [name: string, value: string][] {
    return [...this.#cookies]
  }

  /** The cookies that a browser would send. */
  get cookie(): string {
    return this.cookies.map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get(address: string): Promise<Visited> {
    return this.#request(address, { method: 'GET' })
  }

  /**
   * Submits a form with its current values, some of them changed.
   * @param button The submit button's text; its name and value are sent along.
   */
  submit(
    form: HTMLElement,
    at: string,
    { change = {}, button }: { change?: Record<string, string | null>; button?: string } = {},
  ): Promise<Visited> {
    const entries = formEntries(form).filter(([name]) => !(name in change))
    for (const [name, value] of Object.entries(change)) if (value !== null) entries.push([name, value])
    const pressed = form.querySelectorAll('button').find((one) => one.textContent.trim() === button)
    const name = pressed?.getAttribute('name')
    if (pressed && name) entries.push([name, pressed.getAttribute('value') ?? ''])
    const target = pressed?.getAttribute('formaction') ?? form.getAttribute('action') ?? ''
    if ((form.getAttribute('method') ?? 'get').toLowerCase() !== 'post') {
      const query = new URLSearchParams(entries.map(([key, value]) => [key, value]))
      return this.get(`${at.split('?')[0]}?${query}`)
    }
    const body = new FormData()
    for (const [key, value] of entries) body.append(key, value.replaceAll(/\r?\n/gu, '\r\n'))
    return this.#request(target === '' ? at : target, { method: 'POST', body })
  }

  async logIn(email: string, password: string): Promise<void> {
    const login = await this.get('/admin/-/login')
    const form = login.page.querySelector('form')
    if (!form) throw new Error(`No login form at ${login.address}`)
    const after = await this.submit(form, login.address, { change: { email, password }, button: 'Log in' })
    if (after.address !== '/admin')
      throw new Error(`Not logged in: ${after.status} ${after.address} ${textOf(after.page).slice(0, 300)}`)
  }

  async #request(address: string, init: RequestInit): Promise<Visited> {
    let url = new URL(address, this.#base)
    let request = init
    for (let hop = 0; hop < 10; hop++) {
      const { cookie } = this
      const response = await fetch(url, { ...request, redirect: 'manual', headers: { cookie, origin: this.#base } })
      this.#keep(response)
      const location = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && location) {
        await response.arrayBuffer()
        url = new URL(location, url)
        if (response.status !== 307 && response.status !== 308) request = { method: 'GET' }
        continue
      }
      return check(url.pathname + url.search, response.status, await response.text())
    }
    throw new Error(`Redirected without end from ${address}`)
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const index = pair.indexOf('=')
      if (/max-age=0|expires=Thu, 01 Jan 1970/iu.test(line)) this.#cookies.delete(pair.slice(0, index))
      else this.#cookies.set(pair.slice(0, index), pair.slice(index + 1))
    }
  }
}

function check(address: string, status: number, html: string): Visited {
  if (status >= 500) throw new Error(`${status} at ${address}: ${textOf(parse(html)).slice(0, 400)}`)
  const page = parse(html, { blockTextElements: { script: false, style: false, noscript: true, pre: true } })
  const said = raw.exec(textOf(page))
  if (said) throw new Error(`The database’s own words at ${address}: “${said[0]}”`)
  return { status, address, page, html }
}

/** The visible text of a page or a part of it. */
export function textOf(element: HTMLElement): string {
  return element.structuredText.replaceAll(/\s+/gu, ' ').trim()
}

/** What a browser would send for a form: its inputs with their values, in order. */
export function formEntries(form: HTMLElement): [name: string, value: string][] {
  const entries: [string, string][] = []
  for (const input of form.querySelectorAll('input, select, textarea')) {
    const name = input.getAttribute('name')
    if (!name || input.hasAttribute('disabled')) continue
    const type = (input.getAttribute('type') ?? 'text').toLowerCase()
    if ((type === 'checkbox' || type === 'radio') && !input.hasAttribute('checked')) continue
    if (['submit', 'button', 'file', 'image', 'reset'].includes(type)) continue
    entries.push([name, valueOf(input)])
  }
  return entries
}

/** The current value of an input. */
export function valueOf(input: HTMLElement): string {
  switch (input.tagName) {
    case 'TEXTAREA':
      return decoded(input.innerHTML).replace(/^\r?\n/u, '')
    case 'SELECT': {
      const options = input.querySelectorAll('option')
      const option = options.find((one) => one.hasAttribute('selected')) ?? options[0]
      return option?.getAttribute('value') ?? option?.textContent ?? ''
    }
    default:
      return input.getAttribute('value') ?? (input.getAttribute('type') === 'checkbox' ? 'on' : '')
  }
}

function decoded(html: string): string {
  return (
    parse(`<p title="${html.replaceAll('"', '&quot;')}"></p>`)
      .querySelector('p')
      ?.getAttribute('title') ?? ''
  )
}

interface LookupOption {
  value: string
  siblings?: Record<string, string>
}

/** The first options that the look-up of a table's column returns. */
export async function lookupOptions(
  visitor: Visitor,
  { path, column }: { path: string; column: string },
): Promise<LookupOption[]> {
  const table = path.slice('/admin/'.length)
  const found = await visitor.get(`/admin/-/api/lookup/${table}?${new URLSearchParams({ column })}`)
  // The route responds with a LookupAnswer; anything else has no options.
  return (JSON.parse(found.html) as { options?: LookupOption[] }).options ?? []
}
