/** Where to go after logging in: a path of this site and nothing else, however it is spelt; `/admin` otherwise. */
export function safeNext(next: string): string {
  const fallback = '/admin'
  // Browsers drop tabs and line ends from addresses and take a backslash for a slash.
  if (!/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next) || next.startsWith('/admin/-/log')) return fallback
  try {
    const url = new URL(next, 'http://site.invalid')
    return url.origin === 'http://site.invalid' ? url.pathname + url.search + url.hash : fallback
  } catch {
    return fallback
  }
}
