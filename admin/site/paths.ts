import { tablePath } from '../schema/keys'
import type { AdminContext } from './context'
import type { Admin } from './site'

/** A list's query string, in the original order. A name may occur several times. */
export type Parameters = readonly (readonly [name: string, value: string])[]

/** A table's path in URLs, escaped: `products`, `crm.contacts`. */
export const adminSlug = (admin: Admin): string => tablePath(admin.table.schema, admin.table.name)

/** The path of the admin unless its folder in `app/` has another name. */
export const defaultBasePath = '/admin'

type Mounted = Pick<AdminContext, 'basePath'>

/** The path of an admin's list. */
export const adminPath = ({ basePath }: Mounted, admin: Admin): string => `${basePath}/${adminSlug(admin)}`

/** A page that belongs to no table: `password`, `migrations`. */
export const systemPath = ({ basePath }: Mounted, page: string): string => `${basePath}/-/${page}`

/** URLs that pages fetch and machines call: `export/products`. */
export const apiPath = ({ basePath }: Mounted, endpoint: string): string => `${basePath}/-/api/${endpoint}`

/** Parses a list's query string. */
export const queryParameters = (query: string): Parameters => [...new URLSearchParams(query)]

/** A longer query string does not come from a list, and browsers would reject it in a redirect. */
const longestQuery = 8_000

/**
 * Escapes anything that is not valid in a URL, in a query string from outside: it is used in a header, after a save
 * that cannot be undone.
 */
function safeQuery(query: string): string {
  if (query.length > longestQuery) return ''
  return query.replace(/[\uD800-\uDFFF]/gu, '').replace(/[^\x21-\x7E]|#/gu, encodeURIComponent)
}

/** A URL with a query string, given as text or in parts. An empty one is left out. */
export function withQuery(path: string, parameters: Parameters | string): string {
  const query =
    typeof parameters === 'string'
      ? safeQuery(parameters)
      : new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString().replaceAll('%2C', ',')
  return query === '' ? path : `${path}?${query}`
}
