import type { HTMLElement } from 'node-html-parser'
import { notCrawled, type Crawled } from './crawled'
import { anyValues, nearValues, someOf } from './guess-values'
import {
  headline,
  said,
  mainForm,
  editable,
  options,
  otherValues,
  take,
  beginLike,
  withoutNulls,
  uniqueLooking,
  recordLink,
} from './page-forms'
import { formEntries, lookupOptions, textOf, valueOf, type Visited, type Visitor } from './visitor'

/**
 * Uses a table as a user would, knowing only what its pages offer: list, each sort, each filter, search, open, save
 * unchanged, save a change, add, delete preview, delete, history.
 */
export async function crawlTable(visitor: Visitor, path: string): Promise<Crawled> {
  const crawled = notCrawled(path)
  try {
    await new TableCrawl(visitor, crawled).run()
  } catch (error) {
    crawled.problems.push(error instanceof Error ? error.message : String(error))
  }
  return crawled
}

class TableCrawl {
  readonly #visitor: Visitor
  readonly #crawled: Crawled
  /** The values for the other columns of a composite foreign key, which belong to a picked value. */
  readonly #siblings = new Map<string, Record<string, string>>()

  constructor(visitor: Visitor, crawled: Crawled) {
    this.#visitor = visitor
    this.#crawled = crawled
  }

  async run(): Promise<void> {
    const { path } = this.#crawled
    const list = await this.#visitor.get(path)
    this.#expect(list.status === 200, `the list answers ${list.status}: ${headline(list)}`)
    const rows = list.page.querySelectorAll('tbody tr')
    this.#crawled.rows = rows.length
    await this.#sorts(list)
    await this.#search(list)
    const first = list.page
      .querySelectorAll('tbody a')
      .map((link) => link.getAttribute('href') ?? '')
      .find((href) => href.startsWith(`${path}/`) && recordLink.test(href))
    this.#crawled.record = first ?? null
    const record = first ? await this.#visitor.get(first) : null
    if (record) this.#expect(record.status === 200, `the first row answers ${record.status}: ${headline(record)}`)
    await this.#filters(list, record)
    if (record) await this.#change(record)
    const added = await this.#add(list, record)
    await this.#delete(added ?? record, added !== null)
  }

  #expect(held: boolean, problem: string): void {
    if (!held) this.#crawled.problems.push(problem)
  }

  async #sorts(list: Visited): Promise<void> {
    const links = new Set(list.page.querySelectorAll('thead a').map((link) => link.getAttribute('href') ?? ''))
    for (const href of links) {
      const sorted = await this.#visitor.get(href)
      this.#expect(sorted.status === 200, `the sort ${href} answers ${sorted.status}: ${headline(sorted)}`)
      // The same column in the opposite direction, and then on to the last page.
      const back = sorted.page.querySelector('thead [aria-sort] a')?.getAttribute('href')
      if (back) this.#expect((await this.#visitor.get(back)).status === 200, `the sort ${back} fails`)
      const last = sorted.page
        .querySelectorAll('a')
        .find((link) => /last/iu.test(link.getAttribute('aria-label') ?? ''))
        ?.getAttribute('href')
      if (last) this.#expect((await this.#visitor.get(last)).status === 200, `the last page ${last} fails`)
      this.#crawled.sorts += 1
    }
  }

  async #search(list: Visited): Promise<void> {
    if (!list.page.querySelector('input[name="q"]')) return
    const label = textOf(list.page.querySelector('tbody tr a') ?? list.page.querySelector('h1') ?? list.page)
    for (const words of ['a', label.slice(0, 20), '"two words" x', '%_\\']) {
      const found = await this.#visitor.get(`${this.#crawled.path}?${new URLSearchParams({ q: words })}`)
      this.#expect(found.status === 200, `the search “${words}” answers ${found.status}: ${headline(found)}`)
    }
  }

  async #filters(list: Visited, record: Visited | null): Promise<void> {
    const offered = (name: string) =>
      list.page.querySelectorAll(`select[name="${name}"] option`).map((option) => option.getAttribute('value') ?? '')
    // Without the steps to related tables, whose columns the form offers next.
    const columns = offered('~column').filter((name) => !name.endsWith('.'))
    const operators = offered('~operator')
    const values = new Map(record ? formEntries(mainForm(record) ?? record.page) : [])
    for (const [index, column] of columns.entries()) {
      const own = values.get(column)
      const text = own ? own : await this.#fittingText(column)
      let fits = 0
      for (const operator of someOf(operators, index)) {
        const query = operator === 'null' || operator === 'empty' ? 'true' : text
        if (query === undefined) continue
        const found = await this.#filtered({ column, operator, text: query })
        if (found.status !== 200) continue
        fits += 1
        if (operator === 'eq' && own)
          this.#expect(
            found.page.querySelectorAll('tbody tr').length > 0,
            `the filter ${column}.eq=${text} does not find the row it was taken from`,
          )
      }
      this.#expect(fits > 0, `no filter on ${column} works`)
      this.#crawled.filters += 1
    }
  }

  /** A text to filter the column by, if the first row has none. */
  async #fittingText(column: string): Promise<string | undefined> {
    for (const text of ['1', 'x', ...anyValues()])
      for (const operator of ['eq', 'contains'])
        if ((await this.#filtered({ column, operator, text })).status === 200) return text
    return undefined
  }

  async #filtered({ column, operator, text }: { column: string; operator: string; text: string }): Promise<Visited> {
    const query = new URLSearchParams({ [`${column}.${operator}`]: text })
    const found = await this.#visitor.get(`${this.#crawled.path}?${query}`)
    this.#expect(found.status === 200 || found.status === 400, `the filter ${query} answers ${found.status}`)
    return found
  }

  async #change(record: Visited): Promise<void> {
    const form = mainForm(record)
    const inputs = form ? editable(form) : []
    if (!form || inputs.length === 0) {
      this.#crawled.changed = 'view only'
      return
    }
    const unchanged = await this.#visitor.submit(form, record.address, { button: 'Save and continue editing' })
    this.#expect(/unchanged/u.test(textOf(unchanged.page)), `saving unchanged says: ${said(unchanged)}`)
    for (const input of inputs.slice(0, 12)) {
      const name = input.getAttribute('name') ?? ''
      for (const value of take(otherValues(input), 4)) {
        const fresh = await this.#visitor.get(record.address)
        const freshForm = mainForm(fresh)
        if (!freshForm) return
        const saved = await this.#visitor.submit(freshForm, fresh.address, {
          change: { [name]: value, [`~null.${name}`]: null },
          button: 'Save and continue editing',
        })
        if (!/Saved “/u.test(textOf(saved.page))) continue
        await this.#checkChanged(saved, { name, value })
        this.#crawled.changed = name
        // Changing its key gives the row another URL.
        this.#crawled.record = saved.address
        return
      }
    }
    this.#expect(false, `no change could be saved; the last try says: ${said(await this.#lastTry(record))}`)
  }

  async #lastTry(record: Visited): Promise<Visited> {
    const form = mainForm(record)
    const [input] = form ? editable(form) : []
    if (!form || !input) return record
    return this.#visitor.submit(form, record.address, {
      change: { [input.getAttribute('name') ?? '']: 'x1' },
      button: 'Save',
    })
  }

  async #checkChanged(saved: Visited, { name, value }: { name: string; value: string }): Promise<void> {
    const input = mainForm(saved)
      ?.querySelectorAll('input, select, textarea')
      .find((one) => one.getAttribute('name') === name)
    this.#expect(
      input !== undefined && (valueOf(input) === value || valueOf(input) !== ''),
      `${name} was saved as “${value}” and now shows nothing`,
    )
    const history = saved.page.querySelectorAll('a').find((link) => /\/history/u.test(link.getAttribute('href') ?? ''))
    const page = history && (await this.#visitor.get(history.getAttribute('href') ?? ''))
    this.#expect(page?.status === 200 && /changed/iu.test(textOf(page.page)), 'the history does not tell the change')
  }

  /** A new row, modelled on the first one if there is one; null if nothing can be added. */
  async #add(list: Visited, record: Visited | null): Promise<Visited | null> {
    const offered = list.page
      .querySelectorAll('a')
      .some((link) => (link.getAttribute('href') ?? '').startsWith(`${this.#crawled.path}/add`))
    if (!offered) {
      this.#crawled.added = 'not offered'
      return null
    }
    const model = new Map(
      record
        ? formEntries(mainForm(record) ?? record.page).filter(
            ([name]) => !name.startsWith('~') && !name.startsWith('$'),
          )
        : [],
    )
    let page = await this.#visitor.get(`${this.#crawled.path}/add`)
    this.#expect(page.status === 200, `the add page answers ${page.status}: ${headline(page)}`)
    const guesses = new Map<string, Iterator<string>>()
    const change: Record<string, string | null> = {}
    for (let attempt = 0; attempt < 60; attempt++) {
      const form = mainForm(page)
      if (!form) break
      if (attempt === 0) Object.assign(change, beginLike(form, model))
      const next = await this.#visitor.submit(form, `${this.#crawled.path}/add`, {
        change: withoutNulls(change),
        button: 'Save and continue editing',
      })
      // A message may stay if no script removes it, so the URL is checked too.
      if (/Added “/u.test(textOf(next.page)) && !next.address.split('?')[0]?.endsWith('/add')) {
        this.#crawled.added = 'yes'
        return mainForm(next) || /\/admin\/[^/]+\/[^/]+/u.test(next.address) ? next : null
      }
      const wrong = mainForm(next)?.querySelectorAll('[aria-invalid="true"]') ?? []
      page = next
      const candidates = wrong.length > 0 ? wrong : uniqueLooking(mainForm(next))
      if (candidates.length === 0) break
      for (const input of candidates) {
        const name = input.getAttribute('name') ?? ''
        const iterator = guesses.get(name) ?? (await this.#guesses(input, model.get(name)))
        guesses.set(name, iterator)
        const guess = iterator.next()
        if (!guess.done) Object.assign(change, { [name]: guess.value, ...this.#siblings.get(guess.value) })
      }
    }
    this.#expect(false, `no row could be added; the last try says: ${said(page)}`)
    return null
  }

  async #guesses(input: HTMLElement, like: string | undefined): Promise<Iterator<string>> {
    if (input.getAttribute('role') === 'combobox') return this.#linked(input)
    if (input.tagName === 'SELECT') return options(input)[Symbol.iterator]()
    return like ? nearValues(like) : anyValues()
  }

  /** Keys of other tables' rows, as the input's search offers them; if there are none yet, one is added there first. */
  async #linked(input: HTMLElement): Promise<Iterator<string>> {
    const column = input.getAttribute('name') ?? ''
    const offered = await this.#offered(column)
    if (offered.length > 0) return offered[Symbol.iterator]()
    const links = input.parentNode?.parentNode?.querySelectorAll('a') ?? []
    const addHref = links.map((link) => link.getAttribute('href') ?? '').find((href) => href.endsWith('/add'))
    if (!addHref) return [][Symbol.iterator]()
    const parent: Crawled = {
      ...this.#crawled,
      path: addHref.slice(0, -'/add'.length),
      problems: this.#crawled.problems,
    }
    const crawl = new TableCrawl(this.#visitor, parent)
    await crawl.#add(await this.#visitor.get(parent.path), null)
    return (await this.#offered(column))[Symbol.iterator]()
  }

  async #offered(column: string): Promise<string[]> {
    const options = await lookupOptions(this.#visitor, { path: this.#crawled.path, column })
    for (const { value, siblings } of options) if (siblings) this.#siblings.set(value, siblings)
    return options.map((option) => option.value)
  }

  async #delete(target: Visited | null, ownRow: boolean): Promise<void> {
    const href = target?.page
      .querySelectorAll('a')
      .find((link) => /\/delete(\?|$)/u.test(link.getAttribute('href') ?? ''))
      ?.getAttribute('href')
    if (!href) {
      this.#crawled.deleted = 'not offered'
      return
    }
    const preview = await this.#visitor.get(href)
    this.#expect(
      preview.status === 200 && /deletes?|delete/u.test(textOf(preview.page)),
      `the delete preview answers ${preview.status}: ${headline(preview)}`,
    )
    const form = preview.page.querySelectorAll('form').find((one) => one.querySelector('[name="~total"]'))
    if (!ownRow || !form) {
      this.#crawled.deleted = form ? 'preview' : 'blocked'
      return
    }
    const button = form
      .querySelectorAll('button')
      .map((one) => one.textContent.trim())
      .find((text) => text.startsWith('Delete'))
    const after = await this.#visitor.submit(form, preview.address, button ? { button } : {})
    this.#expect(/Deleted/u.test(textOf(after.page)), `deleting says: ${said(after)}`)
    const gone = await this.#visitor.get((target?.address ?? '').split('?')[0] ?? '')
    this.#expect(gone.status === 404, `the deleted row answers ${gone.status}`)
    this.#crawled.deleted = 'yes'
  }
}
