import { isTyping } from '../../ui/is-typing'

/**
 * Keys and mouse for the rows of a list: `j`, `k`, `x`, Shift ranges, all of the page, the whole text of a cut cell. Plain
 * listeners on the one form: the browser keeps the ticks, so nothing is drawn again when one changes.
 */
export function attachRowKeys(form: HTMLFormElement, onSelected: (count: number) => void): () => void {
  const region = form.querySelector<HTMLElement>('.region')
  const every = form.querySelector<HTMLInputElement>('.every')
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('tbody .c input')]
  let anchor: HTMLInputElement | null = null

  const count = () => {
    const all = boxes()
    const ticked = all.filter((box) => box.checked).length
    const whole = form.elements.namedItem('~all')
    if (ticked === 0 && whole instanceof HTMLInputElement) whole.checked = false
    if (every !== null) {
      every.hidden = false
      every.checked = ticked > 0 && ticked === all.length
      every.indeterminate = ticked > 0 && ticked < all.length
    }
    onSelected(ticked)
  }
  const tick = (box: HTMLInputElement, checked: boolean, range: boolean) => {
    const all = boxes()
    const from = range && anchor !== null ? all.indexOf(anchor) : -1
    const to = all.indexOf(box)
    box.checked = checked
    if (from >= 0) for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = checked
    anchor = box
    count()
  }

  const onClick = (event: MouseEvent) => {
    const { target } = event
    if (target instanceof HTMLInputElement && target.name === 'key') tick(target, target.checked, event.shiftKey)
    else if (target === every && every !== null) {
      for (const box of boxes()) box.checked = every.checked
      count()
    } else if (event.shiftKey && target instanceof Element) {
      const also = target.closest<HTMLElement>('[data-also]')?.dataset.also
      if (also === undefined) return
      event.preventDefault()
      window.location.assign(also)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === 'j' || event.key === 'k') move(form, event.key === 'j' ? 1 : -1)
    else if (event.key.toLowerCase() === 'x') {
      const box = currentRow()?.querySelector<HTMLInputElement>('.c input')
      if (!box) return
      tick(box, event.shiftKey || !box.checked, event.shiftKey)
    } else return
    event.preventDefault()
  }
  const onScroll = () => region?.toggleAttribute('data-scrolled', region.scrollLeft > 0)

  form.addEventListener('click', onClick)
  form.addEventListener('change', count)
  form.addEventListener('mouseover', showWhole)
  document.addEventListener('keydown', onKeyDown)
  region?.addEventListener('scroll', onScroll, { passive: true })
  window.addEventListener('pageshow', count)
  count()
  return () => {
    form.removeEventListener('click', onClick)
    form.removeEventListener('change', count)
    form.removeEventListener('mouseover', showWhole)
    document.removeEventListener('keydown', onKeyDown)
    region?.removeEventListener('scroll', onScroll)
    window.removeEventListener('pageshow', count)
  }
}

function currentRow(): HTMLTableRowElement | null {
  return document.activeElement?.closest<HTMLTableRowElement>('tbody tr') ?? null
}

/** The row's link takes the focus, so that Enter opens it and a screen reader says where we are. */
function move(form: HTMLFormElement, step: 1 | -1): void {
  const rows = [...form.querySelectorAll<HTMLTableRowElement>('tbody tr')]
  const current = currentRow()
  const at = current === null ? (step === 1 ? 0 : rows.length - 1) : rows.indexOf(current) + step
  const row = rows[Math.max(0, Math.min(rows.length - 1, at))]
  const target = row?.querySelector<HTMLElement>('th a') ?? row?.querySelector<HTMLElement>('.c input')
  target?.focus()
}

/** A title only where the text is cut, and only once somebody points at it. */
function showWhole(event: Event): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('tbody :is(td, th)') : null
  if (cell === null || cell.title !== '' || cell.classList.contains('c')) return
  const inner = cell.querySelector<HTMLElement>(':scope > a') ?? cell
  if (cell.scrollWidth > cell.clientWidth || inner.scrollWidth > inner.clientWidth) cell.title = cell.textContent ?? ''
}
