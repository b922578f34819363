import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { listWhere } from '../query/list-rows'
import { parseListState } from '../query/list-state'
import type { Parameters } from '../site/paths'
import { exactKeysWhere } from '../query/keys-where'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/actions'

/** Rows chosen in a list: by their keys, or all that match the list's filters and search, except for some. */
export type Selection =
  { kind: 'keys'; keys: readonly string[] } | { kind: 'all'; parameters: Parameters; except?: readonly string[] }

const mostKeys = 1000

/**
 * The chosen rows as a condition on the table as `t`. It does not include the actor's permissions; the caller adds
 * them.
 * @throws {AdminError} `INVALID` for no rows or too many; `NOT_FOUND` for an invalid key; `BAD_QUERY` for parameters
 *   that this list does not have.
 */
export function selectionWhere(ctx: AdminContext, admin: Admin, selection: Selection): SQL {
  if (selection.kind === 'all') {
    const { where } = listWhere(ctx, admin, parseListState(ctx, admin, selection.parameters))
    const except = limited(selection.except ?? [])
    return except.size === 0 ? where : sql`(${where}) and (${exactKeysWhere(ctx, admin, except)}) is not true`
  }
  const keys = limited(selection.keys)
  if (keys.size === 0) throw new AdminError('INVALID', words.noRows)
  return exactKeysWhere(ctx, admin, keys)
}

function limited(keys: readonly string[]): ReadonlySet<string> {
  const different = new Set(keys)
  if (different.size > mostKeys) throw new AdminError('INVALID', words.tooManyChosen(mostKeys))
  return different
}
