import { keep, type KeptSelection, readKept } from './kept-selection'

export interface RowSelection {
  /** The number of selected rows on all pages. */
  ticked: number
  /** Those of them that are not on this page. */
  elsewhere: number
  /** All matching rows, on every page. */
  all: boolean
  /** With `all`: the number of rows that were deselected again. */
  except: number
}

export interface SelectionBoxes {
  /** Selects a row, with `range` also those between it and the last one. */
  tick: (box: HTMLInputElement, checked: boolean, range: boolean) => void
  detach: () => void
}

const none: KeptSelection = { keys: [], all: false, except: [], posted: false }

export interface Kept {
  /** The list's path and what its rows match: the selection is kept for these. */
  href: string
  match: string
  /** An action has ended: if the selection was sent with it, none is left. */
  done: boolean
  onSelected: (selection: RowSelection) => void
}

/**
 * The checkboxes of a list's rows, and the two for all rows of this page and all matching rows. Plain listeners on the
 * form: the browser holds the state, so nothing is rendered again when it changes. The selection survives paging.
 */
export function attachSelection(form: HTMLFormElement, kept: Kept): SelectionBoxes {
  const boxes = new Boxes(form, kept)
  let anchor: HTMLInputElement | null = null
  const tick = (box: HTMLInputElement, checked: boolean, range: boolean) => {
    const rows = boxes.rows()
    const from = range && anchor !== null ? rows.indexOf(anchor) : -1
    const to = rows.indexOf(box)
    box.checked = checked
    if (from >= 0) for (const other of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = checked
    anchor = box
    boxes.count()
  }
  const onClick = ({ target, shiftKey }: MouseEvent) => {
    if (!(target instanceof Element)) return
    if (target.closest('.clear-selection') !== null) boxes.select(false, false)
    else if (!(target instanceof HTMLInputElement)) return
    else if (target.name === 'key') tick(target, target.checked, shiftKey)
    else if (target === boxes.every) boxes.selectPage(target.checked)
    else if (target === boxes.whole) boxes.select(target.checked, target.checked)
  }
  const listening = new AbortController()
  const { signal } = listening
  form.addEventListener('click', onClick, { signal })
  form.addEventListener('change', () => boxes.count(), { signal })
  form.addEventListener('formdata', ({ formData }) => boxes.addTo(formData), { signal })
  // The event comes before the reset.
  form.addEventListener('reset', () => queueMicrotask(() => boxes.restore()), { signal })
  window.addEventListener('pageshow', () => boxes.count(), { signal })
  return { tick, detach: () => listening.abort() }
}

/** The boxes of one page, and the selected rows of the other pages. */
class Boxes {
  readonly every: HTMLInputElement | null
  /** Missing if one page contains all matching rows. */
  readonly whole: HTMLInputElement | null
  readonly #form: HTMLFormElement
  readonly #kept: Kept
  #elsewhere: string[] = []
  #exceptions: string[] = []

  constructor(form: HTMLFormElement, kept: Kept) {
    this.#form = form
    this.#kept = kept
    this.every = form.querySelector<HTMLInputElement>('.every')
    this.whole = form.querySelector<HTMLInputElement>('[name="~all"]')
    const last = readKept(kept.href, kept.match)
    if (last === null) this.count()
    else this.#adopt(last.posted && kept.done ? none : last)
  }

  rows(): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>('tbody .c input')]
  }

  /** Browsers bring back the state of boxes from an earlier visit, and React resets a form that was sent. */
  restore(): void {
    this.#adopt(readKept(this.#kept.href, this.#kept.match) ?? none)
  }

  #adopt(last: KeptSelection): void {
    const rows = this.rows()
    const here = new Set(rows.map((box) => box.value))
    const [keys, except] = [new Set(last.keys), new Set(last.except)]
    this.#elsewhere = last.all ? [] : last.keys.filter((key) => !here.has(key))
    this.#exceptions = last.except.filter((key) => !here.has(key))
    if (this.whole !== null) this.whole.checked = last.all
    for (const box of rows) box.checked = last.all ? !except.has(box.value) : keys.has(box.value)
    this.count()
  }

  /** All matching rows include those of this page; rows deselected afterwards are exceptions. */
  select(rows: boolean, all: boolean): void {
    this.#elsewhere = []
    this.#exceptions = []
    if (this.whole !== null) this.whole.checked = all
    this.selectPage(rows)
  }

  selectPage(checked: boolean): void {
    for (const box of this.rows()) box.checked = checked
    this.count()
  }

  count(posted = false): void {
    const { href, match, onSelected } = this.#kept
    const rows = this.rows()
    const ticked = rows.filter((box) => box.checked)
    const all = this.whole?.checked ?? false
    const keys = all ? [] : [...this.#elsewhere, ...ticked.map((box) => box.value)]
    const except = all ? this.#except(rows) : []
    if (this.every !== null) {
      this.every.hidden = false
      this.every.checked = ticked.length > 0 && ticked.length === rows.length
      this.every.indeterminate = ticked.length > 0 && ticked.length < rows.length
    }
    this.#form.toggleAttribute('data-selected', all || keys.length > 0)
    keep(href, match, { keys, all, except, posted })
    onSelected({ ticked: keys.length, elsewhere: all ? 0 : this.#elsewhere.length, all, except: except.length })
  }

  #except(rows: readonly HTMLInputElement[]): string[] {
    return [...this.#exceptions, ...rows.filter((box) => !box.checked).map((box) => box.value)]
  }

  /** The rows of other pages, which have no box in this form. */
  addTo(data: FormData): void {
    this.count(true)
    // A duplicate leads to another page, with nothing to come back to.
    if (data.get('~action') === '~duplicate') keep(this.#kept.href, this.#kept.match, none)
    if (this.whole?.checked === true) for (const key of this.#except(this.rows())) data.append('~except', key)
    else for (const key of this.#elsewhere) data.append('key', key)
  }
}
