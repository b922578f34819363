import { operatorContext } from '../accounts/operator'
import { AdminError } from '../errors'
import { noDatabase } from '../postgres/database'
import { parseListState } from '../query/list-state'
import { escapeName } from '../schema/keys'
import { declaredFilters } from '../site/declared-filter'
import { queryParameters, withQuery } from '../site/paths'
import type { Admin, Site } from '../site/site'
import type { Problem } from './problem'

/** Declared views that are no list of their table, and default values of filters that their filter cannot have. */
export function wrongViews(site: Site, admin: Admin): Problem[] {
  const { views } = admin.options.list ?? {}
  const defaults = declaredFilters(admin.options).flatMap(({ id, default: value }): Problem[] => {
    if (value === undefined) return []
    const query = typeof value === 'string' ? withQuery('', [[`${escapeName(id)}.eq`, value]]).slice(1) : value
    const message = problemOf(site, admin, query)
    if (message === null) return []
    const hint = 'Use a value that the filter offers, as text.'
    return [{ id: 'brolly.E045', level: 'error', where: `${admin.path}: list.filters '${id}'.default`, message, hint }]
  })
  const wrong = Object.entries(views ?? {}).flatMap(([name, query]): Problem[] => {
    const message = name.trim() === '' ? 'needs a name.' : problemOf(site, admin, query)
    if (message === null) return []
    const hint = 'Copy the part after the question mark from the URL of the list.'
    return [{ id: 'brolly.E045', level: 'error', where: `${admin.path}: list.views.'${name}'`, message, hint }]
  })
  return [...wrong, ...defaults]
}

function problemOf(site: Site, admin: Admin, query: unknown): string | null {
  if (typeof query !== 'string') return 'is no query string.'
  try {
    // What a URL means does not depend on policies of the database.
    parseListState(operatorContext(noDatabase, { ...site, rls: null }), admin, queryParameters(query))
    return null
  } catch (error) {
    // Functions of the declaration that throw are reported by themselves.
    return error instanceof AdminError ? `cannot be opened: ${error.message}` : null
  }
}
