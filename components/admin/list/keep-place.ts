/** The page that this tab showed before; every page writes it. */
const lastPath = 'brolly-last-path'

/** Call it once a page has loaded, after its own parts have read the previous path. */
export function rememberPath(): void {
  sessionStorage.setItem(lastPath, window.location.pathname)
}

interface Place {
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
export function keepPlace(form: HTMLFormElement, region: HTMLElement): () => void {
  const key = storageKey()
  const main = document.getElementById('main')
  let opened: string | null = null
  const save = () => {
    const focused = document.activeElement?.closest('tbody tr')?.querySelector('th a')?.getAttribute('href') ?? null
    const place: Place = {
      top: region.scrollTop,
      left: region.scrollLeft,
      mainTop: main?.scrollTop ?? 0,
      row: opened ?? focused,
    }
    sessionStorage.setItem(key, JSON.stringify(place))
  }
  const onClick = ({ target }: MouseEvent) => {
    opened = target instanceof Element ? (target.closest('tbody th a')?.getAttribute('href') ?? null) : null
  }

  if (comesBack()) restore(form, { region, main, place: readPlace(key) })
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

function readPlace(key: string): Place | null {
  try {
    const place: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    // Written by `save` above, in this tab.
    return typeof place === 'object' && place !== null && 'top' in place ? (place as Place) : null
  } catch {
    return null
  }
}

interface Where {
  region: HTMLElement
  main: HTMLElement | null
  place: Place | null
}

function restore(form: HTMLFormElement, { region, main, place }: Where): void {
  if (place === null) return
  region.scrollTo(place.left, place.top)
  if (main) main.scrollTop = place.mainTop
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const links = form.querySelectorAll<HTMLAnchorElement>('tbody th a')
  const row = [...links].find((link) => link.getAttribute('href') === place.row)
  row?.focus({ preventScroll: true })
}
