/** An origin that no link can name, to see whether an address leaves the one it is resolved against. */
const nowhere = 'http://site.invalid'

/**
 * An address inside the admin that came from outside (a query string, a form, a cookie), in its normal form, so that what is
 * checked is what is used: dots resolve before slashes are looked at.
 *
 * @returns The path with its query string and fragment; null for whatever leads elsewhere, and for what is no path at all.
 */
export function safePath(given: string): string | null {
  // Browsers drop tabs and line ends from addresses and take a backslash for a slash.
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

/** Where to go after logging in: a path of this site and nothing else, however it is spelt; the admin's index otherwise. */
export function nextPath(given: string, basePath: string): string {
  const path = safePath(given)
  // Logging in is not to lead to logging out, or back to where one comes from.
  if (path === null) return basePath
  const decoded = decodedPath(path).toLowerCase()
  const logs = ['login', 'logout'].some((page) => {
    const own = `${basePath}/-/${page}`.toLowerCase()
    return decoded.startsWith(own) && !/^[a-z]/u.test(decoded.slice(own.length))
  })
  return logs ? basePath : path
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** A record's page to come back to, which came from outside: a page of a table below the admin, or null. */
export function backPath(given: string | null | undefined, basePath: string): string | null {
  const path = given ? safePath(given) : null
  return path?.startsWith(`${basePath}/`) === true && !path.startsWith(`${basePath}/-/`) ? path : null
}
