import { tablePath } from '../schema/keys'
import type { AdminContext } from './context'
import type { Admin } from './site'

/** A list's query string, in the order it came. A name may stand several times. */
export type Parameters = readonly (readonly [name: string, value: string])[]

/** A table's place in addresses, escaped: `products`, `crm.contacts`. */
export const adminSlug = (admin: Admin): string => tablePath(admin.table.schema, admin.table.name)

/** Where the admin is mounted unless its folder in `app/` has another name. */
export const defaultBasePath = '/admin'

type Mounted = Pick<AdminContext, 'basePath'>

/** Where an admin's list is. */
export const adminPath = ({ basePath }: Mounted, admin: Admin): string => `${basePath}/${adminSlug(admin)}`

/** A page that belongs to no table: `password`, `migrations`. */
export const systemPath = ({ basePath }: Mounted, page: string): string => `${basePath}/-/${page}`

/** What pages fetch and machines call: `export/products`. */
export const apiPath = ({ basePath }: Mounted, endpoint: string): string => `${basePath}/-/api/${endpoint}`

/** A list's query string, taken apart. */
export const queryParameters = (query: string): Parameters => [...new URLSearchParams(query)]

/** Longer ones are no list's own, and no browser would take them along. */
const longestQuery = 8_000

/**
 * A query string that came from outside, with whatever cannot stand in an address escaped: it goes into a header, and after a
 * save that is done.
 */
function safeQuery(query: string): string {
  if (query.length > longestQuery) return ''
  return query.replace(/[\uD800-\uDFFF]/gu, '').replace(/[^\x21-\x7E]|#/gu, encodeURIComponent)
}

/** An address with a query string, given whole or in parts; an empty one is left out. */
export function withQuery(path: string, parameters: Parameters | string): string {
  const query =
    typeof parameters === 'string'
      ? safeQuery(parameters)
      : new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString().replaceAll('%2C', ',')
  return query === '' ? path : `${path}?${query}`
}
