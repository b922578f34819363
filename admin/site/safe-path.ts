/** An origin that no link can have, to detect whether a URL leaves the origin it is resolved against. */
const nowhere = 'http://site.invalid'

/**
 * Normalises a URL inside the admin that came from outside (a query string, a form, a cookie), so that the checked form
 * is the one used: dots are resolved before slashes are examined.
 *
 * @returns The path with its query string and fragment; null if it leads elsewhere or is not a path.
 */
export function safePath(given: string): string | null {
  // Browsers remove tabs and line ends from URLs and treat a backslash as a slash.
  if (!given.startsWith('/') || /[\s\\\p{Cc}]/u.test(given)) return null
  try {
    const url = new URL(given, nowhere)
    const path = url.pathname + url.search + url.hash
    const again = new URL(path, nowhere)
    const steady = again.pathname + again.search + again.hash === path
    return url.origin === nowhere && again.origin === nowhere && steady ? path : null
  } catch {
    return null
  }
}

/**
 * A link that a declaration made of a row's values: a path of this site, or an HTTP URL.
 *
 * @returns Null for anything else, such as `javascript:` or `//elsewhere`.
 */
export function safeLink(given: string | null | undefined): string | null {
  const isPath = given?.startsWith('/') === true
  if (!given || (!isPath && !/^https?:\/\//u.test(given)) || !URL.canParse(given, nowhere)) return null
  if (!isPath) return given
  const { origin, pathname, search, hash } = new URL(given, nowhere)
  return origin === nowhere ? safePath(pathname + search + hash) : null
}

/**
 * Where to go after logging in: always a path of this site, however it is spelled.
 *
 * @param fallback Where to go otherwise. Default: the index page of the admin.
 */
export function nextPath(given: string, basePath: string, fallback = basePath): string {
  const path = safePath(given)
  // Logging in must not lead to logging out or back to the login page.
  if (path === null) return fallback
  const decoded = decodedPath(path).toLowerCase()
  const logs = [`${basePath}/-`.toLowerCase(), ''].some((start) =>
    ['login', 'logout'].some((page) => {
      const own = `${start}/${page}`
      return decoded.startsWith(own) && !/^[a-z]/u.test(decoded.slice(own.length))
    }),
  )
  return logs ? fallback : path
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** A record page to return to, from outside; null unless it is a page of a table in the admin. */
export function backPath(given: string | null | undefined, basePath: string): string | null {
  const path = given ? safePath(given) : null
  return path?.startsWith(`${basePath}/`) === true && !path.startsWith(`${basePath}/-/`) ? path : null
}
