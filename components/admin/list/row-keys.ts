import { isTyping } from '../../ui/is-typing'
import { keepPosition } from './keep-position'
import { attachSelection, type Kept } from './row-selection'

/**
 * Keyboard and mouse for the rows of a list: `j`, `k`, `x`, `d`, Shift ranges, all rows of the page, and the full text of a
 * truncated cell.
 */
export function attachRowKeys(form: HTMLFormElement, kept: Kept): () => void {
  const region = form.querySelector<HTMLElement>('.region')
  const selection = attachSelection(form, kept)
  const leave = region === null ? () => undefined : keepPosition(form, region)

  const onClick = (event: MouseEvent) => {
    if (!event.shiftKey || !(event.target instanceof Element)) return
    const also = event.target.closest<HTMLElement>('[data-also]')?.dataset.also
    if (also === undefined) return
    event.preventDefault()
    window.location.assign(also)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === 'j' || event.key === 'k') move(form, event.key === 'j' ? 1 : -1)
    else if (event.key.toLowerCase() === 'x') {
      const box = currentRow()?.querySelector<HTMLInputElement>('.c input')
      if (!box) return
      selection.tick(box, event.shiftKey || !box.checked, event.shiftKey)
    } else if (event.key === 'd') {
      if (!duplicate(form)) return
    } else return
    event.preventDefault()
  }
  const onScroll = () => region?.toggleAttribute('data-scrolled', region.scrollLeft > 0)

  form.addEventListener('click', onClick)
  form.addEventListener('mouseover', showWhole)
  document.addEventListener('keydown', onKeyDown)
  region?.addEventListener('scroll', onScroll, { passive: true })
  return () => {
    selection.detach()
    leave()
    form.removeEventListener('click', onClick)
    form.removeEventListener('mouseover', showWhole)
    document.removeEventListener('keydown', onKeyDown)
    region?.removeEventListener('scroll', onScroll)
  }
}

/** Duplicates the row with the focus, as if it alone was selected. */
function duplicate(form: HTMLFormElement): boolean {
  const box = currentRow()?.querySelector<HTMLInputElement>('.c input')
  const button = form.querySelector<HTMLButtonElement>('button[value="~duplicate"]')
  if (!box || !button) return false
  for (const ticked of form.querySelectorAll<HTMLInputElement>('.c input, [name="~all"]')) ticked.checked = false
  box.checked = true
  box.dispatchEvent(new Event('change', { bubbles: true }))
  // The button was disabled if several rows were selected.
  button.disabled = false
  form.requestSubmit(button)
  return true
}

function currentRow(): HTMLTableRowElement | null {
  return document.activeElement?.closest<HTMLTableRowElement>('tbody tr') ?? null
}

/** The row's link gets the focus, so that Enter opens it and a screen reader announces it. */
function move(form: HTMLFormElement, step: 1 | -1): void {
  const rows = [...form.querySelectorAll<HTMLTableRowElement>('tbody tr')]
  const current = currentRow()
  const index = current === null ? (step === 1 ? 0 : rows.length - 1) : rows.indexOf(current) + step
  const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
  const target = row?.querySelector<HTMLElement>('th a') ?? row?.querySelector<HTMLElement>('.c input')
  target?.focus()
}

/** Sets a title only if the text is truncated, and only when the pointer is over it. */
function showWhole(event: Event): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('tbody :is(td, th)') : null
  if (cell === null || cell.title !== '' || cell.classList.contains('c')) return
  const inner = cell.querySelector<HTMLElement>(':scope > a') ?? cell
  if (cell.scrollWidth > cell.clientWidth || inner.scrollWidth > inner.clientWidth) cell.title = cell.textContent ?? ''
}
