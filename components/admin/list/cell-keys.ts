import { isTyping } from '../../ui/is-typing'
import type { CellList, Opening } from '../cell/cell-list'

/** The cell of a row that an event is about; null outside the rows, and at their checkboxes. */
export function cellOf(target: EventTarget | null): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest<HTMLTableCellElement>('tbody :is(th, td:not(.c))') : null
}

/** The name of a cell's column, if it can be edited. */
export function editOf(cell: HTMLTableCellElement): string | undefined {
  return cell.closest('table')?.tHead?.rows[0]?.cells[cell.cellIndex]?.dataset.edit
}

/** The first cell's link gets the focus in its place, so that Enter opens the row. */
export function focusCell(cell: HTMLTableCellElement | null | undefined): void {
  const link = cell?.matches('th') ? cell.querySelector('a') : null
  if (cell && !link) cell.tabIndex = -1
  ;(link ?? cell)?.focus()
}

export const rowCells = (row: HTMLTableRowElement) => [...row.cells].filter((cell) => !cell.matches('.c'))

const steps: Record<string, readonly [rows: number, cells: number] | undefined> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function stepTo(row: HTMLTableRowElement, cell: HTMLTableCellElement | null, [rows, cells]: readonly [number, number]) {
  const table = row.closest('tbody')
  const next = table?.rows[[...table.rows].indexOf(row) + rows] ?? row
  const index = cell === null ? 0 : rowCells(row).indexOf(cell) + cells
  return rowCells(next)[Math.max(0, index)] ?? cell
}

/** Keeps what is typed until the input is there: letters would be taken for keys of the list. */
function holdKeys(): Opening['typed'] {
  let text = ''
  let isDropped = false
  const stop = new AbortController()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.length === 1) text += event.key
    else if (event.key === 'Escape') {
      isDropped = true
      stop.abort()
    }
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('keydown', onKeyDown, { capture: true, signal: stop.signal })
  return {
    text: () => text,
    isDropped: () => isDropped,
    release: () => stop.abort(),
  }
}

const loadEditor = () => import('../cell/open-cell')

/**
 * Arrow keys that move from cell to cell, and the ways to edit one: `e`, Enter, a double click, a click where it is declared, and
 * pasted text. The editor is loaded when it is first used.
 */
export function attachCells(list: CellList): () => void {
  const { form } = list
  // For browsers without JavaScript.
  for (const inputs of form.querySelectorAll('td noscript')) inputs.remove()
  let loaded: ReturnType<typeof loadEditor> | null = null
  const load = () => (loaded ??= loadEditor())
  const open = (cell: HTMLTableCellElement, how: Opening['how']) => {
    const opening = { how, typed: holdKeys() }
    void load()
      .then(({ openCell }) => openCell(list, cell, opening))
      .catch(() => {
        opening.typed.release()
        cell.closest('tr')?.querySelector<HTMLElement>('th a')?.click()
      })
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const { key, target } = event
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return
    const row = target instanceof Element ? target.closest<HTMLTableRowElement>('tbody tr') : null
    if (row === null) return
    const cell = cellOf(target)
    const step = event.shiftKey ? undefined : steps[key]
    const focused = target === cell ? cell : null
    if (step) focusCell(stepTo(row, cell, step))
    else if (key === 'e') {
      const editable = [cell, ...rowCells(row)].find((other) => other !== null && editOf(other))
      if (editable) open(editable, 'keys')
    } else if (key === 'Enter' && focused) {
      if (editOf(focused)) open(focused, 'keys')
      else row.querySelector<HTMLElement>('th a')?.click()
    } else if (key === ' ' && focused?.matches('.e')) open(focused, 'click')
    else return
    event.preventDefault()
  }
  const onClick = ({ target, type }: MouseEvent) => {
    const cell = cellOf(target)
    const byOne = type === 'click'
    if (cell === null || (target instanceof Element && target.closest('a')) || !editOf(cell)) return
    // A text that was selected is to be copied.
    if (byOne ? cell.matches('.e') && getSelection()?.isCollapsed !== false : !cell.matches('.e'))
      open(cell, byOne ? 'click' : 'keys')
  }
  const onPaste = (event: ClipboardEvent) => {
    const cell = cellOf(event.target)
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (cell === null || text === '' || !editOf(cell)) return
    event.preventDefault()
    void load().then(({ fillFrom }) => fillFrom(list, cell, text))
  }
  const stop = new AbortController()
  const { signal } = stop
  form.addEventListener('keydown', onKeyDown, { signal })
  form.addEventListener('click', onClick, { signal })
  form.addEventListener('dblclick', onClick, { signal })
  form.addEventListener('paste', onPaste, { signal })
  return () => {
    stop.abort()
    void loaded?.then(({ leave }) => leave())
  }
}
