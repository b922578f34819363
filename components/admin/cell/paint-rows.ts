import type { PaintedRows } from '@/admin/client'
import { fieldViewsOf } from '../../fields/own-views'
import { rowsMarkup } from '../list/list-rows'
import { type CellList, keyOf } from './cell-list'

/** Draws rows of the list as they are now. The cells stay, so that the focus does, and only their content changes. */
export function paintRows(list: CellList, painted: PaintedRows): void {
  const arriving = fieldViewsOf(painted.columns)
  if (arriving) void arriving.then(() => draw(list, painted))
  else draw(list, painted)
}

function draw({ page, selectable, form }: CellList, { columns, rows }: PaintedRows): void {
  const template = document.createElement('template')
  template.innerHTML = `<table><tbody>${rowsMarkup({ ...page, columns, rows }, selectable).html}</tbody></table>`
  const shown = new Map(
    [...form.querySelectorAll<HTMLTableRowElement>('tbody tr')].map((row) => [keyOf({ page }, row), row]),
  )
  for (const fresh of template.content.querySelectorAll<HTMLTableRowElement>('tbody tr')) {
    const row = shown.get(keyOf({ page }, fresh))
    for (const [index, cell] of [...fresh.cells].entries()) {
      const old = row?.cells[index]
      if (!old) continue
      if (cell.matches('.c')) relabel(old, cell)
      else if (old.innerHTML !== cell.innerHTML || old.className !== cell.className) redraw(old, cell)
    }
  }
}

function redraw(old: HTMLTableCellElement, { innerHTML, className, title }: HTMLTableCellElement): void {
  old.innerHTML = innerHTML
  old.className = className
  if (title === '') old.removeAttribute('title')
  else old.title = title
}

/** The checkbox stays as it is, and is named by the row's label. */
function relabel(old: HTMLTableCellElement, fresh: HTMLTableCellElement): void {
  const label = fresh.querySelector('input')?.getAttribute('aria-label')
  if (label) old.querySelector('input')?.setAttribute('aria-label', label)
}
