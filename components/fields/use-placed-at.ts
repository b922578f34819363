import { type RefObject, useLayoutEffect } from 'react'

const gap = 4
const leastHeight = 160
const mostHeight = 296
/** An input in a table may be narrower than the names that it can hold. */
const leastWidth = 280

interface PanelSize {
  /** In pixels. Default: as wide as the input, and at least 280. */
  width?: number
  height?: number
}

/**
 * Keeps the panel at its input, above everything else: neither a table that scrolls nor a dialog cuts it off.
 *
 * @param id The id of the input.
 */
export function usePlacedAt(panel: RefObject<HTMLDivElement | null>, id: string, size: PanelSize = {}): void {
  const { width: fixed, height = mostHeight } = size
  useLayoutEffect(() => {
    const place = () => {
      const box = document.getElementById(id)?.getBoundingClientRect()
      if (!box || !panel.current) return
      const below = window.innerHeight - box.bottom - 2 * gap
      const above = box.top - 2 * gap
      const isAbove = below < Math.min(height, fixed === undefined ? leastHeight : height) && above > below
      const width = Math.min(fixed ?? Math.max(box.width, leastWidth), window.innerWidth - 2 * gap)
      Object.assign(panel.current.style, {
        left: `${Math.max(gap, Math.min(box.left, window.innerWidth - width - gap))}px`,
        width: `${width}px`,
        maxHeight: `${Math.max(0, Math.min(height, isAbove ? above : below))}px`,
        top: isAbove ? 'auto' : `${box.bottom + gap}px`,
        bottom: isAbove ? `${window.innerHeight - box.top + gap}px` : 'auto',
      })
    }
    // Without popovers, which older browsers lack, it is placed just the same.
    if ('showPopover' in HTMLElement.prototype) panel.current?.showPopover()
    place()
    const stop = new AbortController()
    for (const event of ['scroll', 'resize'])
      window.addEventListener(event, place, { capture: true, passive: true, signal: stop.signal })
    return () => stop.abort()
  }, [panel, id, fixed, height])
}
