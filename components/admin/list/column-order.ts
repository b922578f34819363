/**
 * Lets the rows of the columns menu change places: by dragging their grip, or with Alt and an arrow key on a checkbox. The form sends
 * the columns in the order in which they stand.
 */
export function attachColumnOrder(form: HTMLElement): () => void {
  const stop = new AbortController()
  const { signal } = stop
  let dragged: HTMLElement | null = null
  const onDown = (event: PointerEvent) => {
    const grip = event.target instanceof Element ? event.target.closest<HTMLElement>('.grip') : null
    if (grip === null) return
    event.preventDefault()
    dragged = grip.closest<HTMLElement>('.check-row')
    if (dragged) dragged.dataset.dragged = ''
    form.setPointerCapture(event.pointerId)
  }
  const onMove = ({ clientY }: PointerEvent) => {
    const over = dragged && rowAt(dragged, clientY)
    if (dragged && over) place(dragged, over)
  }
  const onUp = () => {
    if (dragged) delete dragged.dataset.dragged
    dragged = null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.check-row') : null
    const other = event.key === 'ArrowUp' ? row?.previousElementSibling : row?.nextElementSibling
    if (!row || !other?.matches('.check-row')) return
    event.preventDefault()
    if (event.key === 'ArrowUp') other.before(row)
    else other.after(row)
    row.querySelector('input')?.focus()
    row.scrollIntoView({ block: 'nearest' })
  }
  form.dataset.ordered = ''
  form.addEventListener('pointerdown', onDown, { signal })
  form.addEventListener('pointermove', onMove, { signal })
  form.addEventListener('pointerup', onUp, { signal })
  form.addEventListener('pointercancel', onUp, { signal })
  form.addEventListener('keydown', onKeyDown, { signal })
  // The grip is within the label of the checkbox.
  form.addEventListener(
    'click',
    (event) => {
      if (event.target instanceof Element && event.target.closest('.grip') !== null) event.preventDefault()
    },
    { signal },
  )
  return () => stop.abort()
}

/** The row that a pointer at this height is on. */
function rowAt(dragged: HTMLElement, y: number): HTMLElement | undefined {
  const rows = [...(dragged.parentElement?.querySelectorAll<HTMLElement>('.check-row') ?? [])]
  return rows.find((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return y >= top && y < bottom && row !== dragged
  })
}

/** In the place of another row, which moves up or down. */
function place(row: HTMLElement, over: HTMLElement): void {
  const isBelow = (row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  if (isBelow) over.after(row)
  else over.before(row)
}
