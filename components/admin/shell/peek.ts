import type { PeekWindow } from './peek-card'

const hoverMs = 400
const leaveMs = 200

/** The URL of a link's row, unless the page itself is a list of such rows, which already shows them. */
function rowOf(target: EventTarget | null, basePath: string): { link: HTMLAnchorElement; href: string } | null {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('main a[href], .peek a[href]') : null
  if (link === null || link.matches('.list tbody th a, .btn, [download]') || link.origin !== location.origin)
    return null
  const path = link.pathname.startsWith(`${basePath}/`) ? link.pathname.slice(basePath.length + 1).split('/') : []
  const [table, key, ...more] = path
  if (!table || !key || more.length > 0 || table === '-' || key === 'add') return null
  return { link, href: `${basePath}/-/api/peek/${table}/${key}` }
}

/**
 * Shows a card with the linked row while the pointer is over a link to it, or after pressing Space on one. The card itself is
 * loaded with the first.
 */
export function attachPeek(basePath: string): () => void {
  let shown: PeekWindow | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const close = () => {
    clearTimeout(timer)
    shown?.close()
    shown = null
  }
  const open = async ({ link, href }: { link: HTMLAnchorElement; href: string }) => {
    close()
    const { showPeek } = await import('./peek-card')
    if (!link.isConnected) return
    shown?.close()
    shown = showPeek(link, href)
  }
  const onOver = ({ target }: MouseEvent) => {
    if (shown?.holds(target)) return clearTimeout(timer)
    const row = rowOf(target, basePath)
    clearTimeout(timer)
    if (row !== null && row.link !== shown?.link) timer = setTimeout(() => void open(row), hoverMs)
    else if (row === null && shown !== null) timer = setTimeout(close, leaveMs)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && shown !== null) close()
    else if (event.key === ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const row = rowOf(document.activeElement, basePath)
      if (row === null) return
      if (row.link === shown?.link) close()
      else void open(row)
    } else return
    event.preventDefault()
  }
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (shown !== null && !shown.holds(relatedTarget)) close()
  }
  const points = window.matchMedia('(hover: hover)').matches
  if (points) document.addEventListener('mouseover', onOver)
  document.addEventListener('keydown', onKeyDown)
  document.addEventListener('focusout', onFocusOut)
  document.addEventListener('click', close)
  return () => {
    close()
    document.removeEventListener('mouseover', onOver)
    document.removeEventListener('keydown', onKeyDown)
    document.removeEventListener('focusout', onFocusOut)
    document.removeEventListener('click', close)
  }
}
