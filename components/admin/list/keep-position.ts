import { lastPath } from '../shell/last-path'

interface ScrollPosition {
  top: number
  left: number
  mainTop: number
  /** The row that was opened or had the focus. */
  row: string | null
}

const storageKey = () => `brolly-place ${window.location.pathname}${window.location.search}`

/**
 * Restores scroll position and focus when the user returns to a list from one of its records or with the browser's Back
 * button. The rows scroll inside the page, where the browser does not restore the position itself.
 */
export function keepPosition(form: HTMLFormElement, region: HTMLElement): () => void {
  const key = storageKey()
  const main = document.getElementById('main')
  let opened: string | null = null
  const save = () => {
    const focused = document.activeElement?.closest('tbody tr')?.querySelector('th a')?.getAttribute('href') ?? null
    const position: ScrollPosition = {
      top: region.scrollTop,
      left: region.scrollLeft,
      mainTop: main?.scrollTop ?? 0,
      row: opened ?? focused,
    }
    sessionStorage.setItem(key, JSON.stringify(position))
  }
  const onClick = ({ target }: MouseEvent) => {
    opened = target instanceof Element ? (target.closest('tbody th a')?.getAttribute('href') ?? null) : null
  }

  if (comesBack()) restore(form, { region, main, position: readPosition(key) })
  form.addEventListener('click', onClick)
  window.addEventListener('pagehide', save)
  return () => {
    save()
    form.removeEventListener('click', onClick)
    window.removeEventListener('pagehide', save)
  }
}

function comesBack(): boolean {
  const from = sessionStorage.getItem(lastPath) ?? ''
  const [entry] = performance.getEntriesByType('navigation')
  const byBack = entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward'
  return byBack || [from, referringPath()].some((path) => path.startsWith(`${window.location.pathname}/`))
}

/** The browser also knows it if the previous page was left before its scripts ran. */
function referringPath(): string {
  const { origin } = window.location
  return document.referrer.startsWith(`${origin}/`) ? new URL(document.referrer).pathname : ''
}

function readPosition(key: string): ScrollPosition | null {
  try {
    const position: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    // Written by `save` above, in this tab.
    return typeof position === 'object' && position !== null && 'top' in position ? (position as ScrollPosition) : null
  } catch {
    return null
  }
}

interface Where {
  region: HTMLElement
  main: HTMLElement | null
  position: ScrollPosition | null
}

function restore(form: HTMLFormElement, { region, main, position }: Where): void {
  if (position === null) return
  region.scrollTo(position.left, position.top)
  if (main) main.scrollTop = position.mainTop
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const links = form.querySelectorAll<HTMLAnchorElement>('tbody th a')
  const row = [...links].find((link) => link.getAttribute('href') === position.row)
  row?.focus({ preventScroll: true })
}
