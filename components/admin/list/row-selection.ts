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
export function attachSelection(form: HTMLFormElement, { href, match, done, onSelected }: Kept): SelectionBoxes {
  const every = form.querySelector<HTMLInputElement>('.every')
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('tbody .c input')]
  /** Missing if one page contains all matching rows. */
  const whole = form.querySelector<HTMLInputElement>('[name="~all"]')
  const kept = readKept(href, match)
  const isOver = kept === null || (kept.posted && done)
  const here = new Set(boxes().map((box) => box.value))
  let elsewhere = isOver || kept.all ? [] : kept.keys.filter((key) => !here.has(key))
  let exceptions = isOver ? [] : kept.except.filter((key) => !here.has(key))
  let anchor: HTMLInputElement | null = null
  /** Browsers bring back the state of boxes from an earlier visit, and React resets a form that was sent. */
  const restore = (last: KeptSelection | null) => {
    if (last === null) return
    const [keys, except] = [new Set(last.keys), new Set(last.except)]
    if (whole !== null) whole.checked = last.all
    for (const box of boxes()) box.checked = last.all ? !except.has(box.value) : keys.has(box.value)
  }
  restore(isOver && kept !== null ? none : kept)

  const count = (posted = false) => {
    const rows = boxes()
    const ticked = rows.filter((box) => box.checked)
    const all = whole?.checked ?? false
    const except = all ? [...exceptions, ...rows.filter((box) => !box.checked).map((box) => box.value)] : []
    const keys = all ? [] : [...elsewhere, ...ticked.map((box) => box.value)]
    if (every !== null) {
      every.hidden = false
      every.checked = ticked.length > 0 && ticked.length === rows.length
      every.indeterminate = ticked.length > 0 && ticked.length < rows.length
    }
    form.toggleAttribute('data-selected', all || keys.length > 0)
    keep(href, match, { keys, all, except, posted })
    onSelected({ ticked: keys.length, elsewhere: all ? 0 : elsewhere.length, all, except: except.length })
  }
  const setAll = (checked: boolean) => {
    for (const box of boxes()) box.checked = checked
  }
  const tick = (box: HTMLInputElement, checked: boolean, range: boolean) => {
    const rows = boxes()
    const from = range && anchor !== null ? rows.indexOf(anchor) : -1
    const to = rows.indexOf(box)
    box.checked = checked
    if (from >= 0) for (const other of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = checked
    anchor = box
    count()
  }
  const onClick = ({ target, shiftKey }: MouseEvent) => {
    if (!(target instanceof Element)) return
    if (target.closest('.clear-selection') !== null) {
      ;[elsewhere, exceptions] = [[], []]
      if (whole !== null) whole.checked = false
      setAll(false)
      count()
    } else if (target instanceof HTMLInputElement && target.name === 'key') tick(target, target.checked, shiftKey)
    else if (target === every) {
      setAll(every.checked)
      count()
    } else if (target === whole) {
      // All matching rows include those of this page; rows deselected afterwards are exceptions.
      ;[elsewhere, exceptions] = [[], []]
      setAll(whole.checked)
      count()
    }
  }
  const onFormData = ({ formData }: FormDataEvent) => {
    count(true)
    // A duplicate leads to another page, with nothing to come back to.
    if (formData.get('~action') === '~duplicate') keep(href, match, none)
    if (whole?.checked === true) {
      const here = boxes().filter((box) => !box.checked)
      for (const key of [...exceptions, ...here.map((box) => box.value)]) formData.append('~except', key)
    } else for (const key of elsewhere) formData.append('key', key)
  }
  const onChange = () => count()
  // The event comes before the reset.
  const onReset = () =>
    queueMicrotask(() => {
      restore(readKept(href, match))
      count()
    })

  form.addEventListener('click', onClick)
  form.addEventListener('change', onChange)
  form.addEventListener('formdata', onFormData)
  form.addEventListener('reset', onReset)
  window.addEventListener('pageshow', onChange)
  count()
  return {
    tick,
    detach: () => {
      form.removeEventListener('click', onClick)
      form.removeEventListener('change', onChange)
      form.removeEventListener('formdata', onFormData)
      form.removeEventListener('reset', onReset)
      window.removeEventListener('pageshow', onChange)
    },
  }
}
