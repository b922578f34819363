import type { ListPage } from '@/admin/client'

/** The list with some parameters set or, with null, removed, from its first page. */
export function hrefWith(
  { href, wholeHref, listQuery }: Pick<ListPage, 'href' | 'wholeHref' | 'listQuery'>,
  changes: Readonly<Record<string, string | null>>,
): string {
  const parameters = new URLSearchParams(listQuery)
  for (const name of ['page', 'after', 'before']) parameters.delete(name)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name)
    else parameters.set(name, value)
  }
  const query = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  // The plain URL may open a default view.
  return query === '' ? wholeHref : `${href}?${query}`
}
