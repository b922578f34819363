import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

export interface CellBox {
  element: HTMLElement
  close: () => void
}

const gap = 4
const leastWidth = 252

/**
 * Shows something over a cell, above everything else, and keeps it there while the list scrolls. It is beside the list's form and
 * not in it, because HTML has no forms within forms.
 */
export function showAtCell(
  { cell, form, wide = false }: { cell: HTMLElement; form: HTMLElement; wide?: boolean },
  content: ReactNode,
): CellBox {
  const box = document.createElement('div')
  box.className = wide ? 'cell-box wide' : 'cell-box'
  box.popover = 'manual'
  form.parentElement?.append(box)
  const root = createRoot(box)
  root.render(content)
  if ('showPopover' in HTMLElement.prototype) box.showPopover()
  const place = () => placeAt(box, { cell, region: cell.closest('.region') })
  place()
  const grown = new ResizeObserver(place)
  grown.observe(box)
  const stop = new AbortController()
  for (const event of ['scroll', 'resize'])
    window.addEventListener(event, place, { capture: true, passive: true, signal: stop.signal })
  return {
    element: box,
    close: () => {
      stop.abort()
      grown.disconnect()
      root.unmount()
      box.remove()
    },
  }
}

/** On top of the cell, but never outside the window, nor over the head of the table while it scrolls. */
function placeAt(box: HTMLElement, { cell, region }: { cell: HTMLElement; region: Element | null }): void {
  const at = cell.getBoundingClientRect()
  const within = region?.getBoundingClientRect() ?? at
  const width = Math.min(Math.max(at.width, leastWidth), window.innerWidth - 2 * gap)
  box.style.minWidth = `${width}px`
  const { offsetWidth, offsetHeight } = box
  const most = { left: window.innerWidth - offsetWidth - gap, top: window.innerHeight - offsetHeight - gap }
  const top = Math.max(within.top, Math.min(at.top, within.bottom))
  box.style.left = `${Math.max(gap, Math.min(at.left, most.left))}px`
  box.style.top = `${Math.max(gap, Math.min(top, most.top))}px`
}
