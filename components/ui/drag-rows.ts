interface Drag {
  /** The element that is dragged, one of `items`. */
  item: HTMLElement
  /** The elements among which it is moved, in their order from top to bottom. */
  items: readonly HTMLElement[]
  /** Called with the new position among them, if it is another one. */
  onDrop: (to: number) => void
}

/** Follows the pointer until it is released, and marks where the element would go. Escape ends it without a change. */
export function dragRows({ item, items, onDrop }: Drag): void {
  const from = items.indexOf(item)
  let to = from
  const end = new AbortController()
  const { signal } = end
  const mark = (next: number) => {
    to = next
    for (const [index, other] of items.entries())
      other.dataset.drop = to === from || index !== to ? '' : to < from ? 'before' : 'after'
  }
  const stop = () => {
    end.abort()
    delete item.dataset.dragged
    for (const other of items) delete other.dataset.drop
  }
  item.dataset.dragged = ''
  document.addEventListener(
    'pointermove',
    ({ clientY }) => {
      const middles = items.map((other) => other.getBoundingClientRect()).map(({ top, height }) => top + height / 2)
      const above = middles.filter((middle, index) => index !== from && middle < clientY).length
      mark(above)
    },
    { signal },
  )
  document.addEventListener(
    'pointerup',
    () => {
      stop()
      if (to !== from) onDrop(to)
    },
    { signal },
  )
  document.addEventListener('pointercancel', stop, { signal })
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      stop()
    },
    { signal, capture: true },
  )
}
