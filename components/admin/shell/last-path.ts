/** The page that this tab showed before; every page writes it. */
export const lastPath = 'brolly-last-path'

/** Call it once a page has loaded, after its own parts have read the previous path. */
export function rememberPath(): void {
  sessionStorage.setItem(lastPath, window.location.pathname)
}
