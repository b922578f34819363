import { operatorContext } from '../accounts/operator'
import { AdminError } from '../errors'
import { noDatabase } from '../postgres/database'
import { parseListState } from '../query/list-state'
import { queryParameters } from '../site/paths'
import type { Admin, Site } from '../site/site'
import type { Problem } from './problem'

/** Declared views that are no list of their table. */
export function wrongViews(site: Site, admin: Admin): Problem[] {
  const { views } = admin.options.list ?? {}
  return Object.entries(views ?? {}).flatMap(([name, query]): Problem[] => {
    const message = name.trim() === '' ? 'needs a name.' : problemOf(site, admin, query)
    if (message === null) return []
    const hint = 'Copy the part after the question mark from the URL of the list.'
    return [{ id: 'brolly.E045', level: 'error', where: `${admin.path}: list.views.'${name}'`, message, hint }]
  })
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
