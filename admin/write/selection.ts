import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { listWhere } from '../query/list-rows'
import { parseListState } from '../query/list-state'
import type { Parameters } from '../site/paths'
import { keysWhere } from '../query/keys-where'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/actions'

/** Rows chosen in a list: by their keys, or all that the list's filters and search match but those taken out of it. */
export type Selection =
  { kind: 'keys'; keys: readonly string[] } | { kind: 'all'; parameters: Parameters; except?: readonly string[] }

const mostKeys = 1000

/**
 * The chosen rows as a condition on the table as `t`. It does not hold the actor's rows: the caller adds those of its verb.
 * @throws {AdminError} `INVALID` for none or too many; `NOT_FOUND` for a key that is none of this table's; `BAD_QUERY` for
 * parameters that are none of this list's.
 */
export function selectionWhere(ctx: AdminContext, admin: Admin, selection: Selection): SQL {
  if (selection.kind === 'all') {
    const { where } = listWhere(ctx, admin, parseListState(ctx, admin, selection.parameters))
    const except = limited(selection.except ?? [])
    return except.size === 0 ? where : sql`(${where}) and (${keysWhere(ctx, admin, except)}) is not true`
  }
  const keys = limited(selection.keys)
  if (keys.size === 0) throw new AdminError('INVALID', words.noRows)
  return keysWhere(ctx, admin, keys)
}

function limited(keys: readonly string[]): ReadonlySet<string> {
  const different = new Set(keys)
  if (different.size > mostKeys) throw new AdminError('INVALID', words.tooManyChosen(mostKeys))
  return different
}
