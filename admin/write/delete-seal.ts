import { createHash } from 'node:crypto'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { RowLocation, Touched } from './delete-plan'

/** Sealed forms of deletes are none of other values. */
const sealed = { name: 'outcome', table: { schema: 'brolly', name: 'delete' } }

/**
 * Stands for everything that a delete would do, and for its actor. A row that is changed moves to another position, so its seal
 * changes as well: what was shown of it is no longer true.
 */
export function deleteSeal({ actor, site }: AdminContext, admin: Admin, touched: readonly Touched[]): string {
  const text = JSON.stringify([actor.id, admin.path, digestOf(touched)])
  return site.sealer.seal(sealed, createHash('sha256').update(text).digest('base64url'))
}

/** The same for the same rows with the same effects. */
export function digestOf(touched: readonly Touched[]): string {
  const groups = new Map<string, RowLocation[]>()
  for (const { schema, name, effect, locations } of touched) {
    const group = JSON.stringify([schema, name, effect])
    groups.set(group, [...(groups.get(group) ?? []), ...locations])
  }
  const digest = createHash('sha256')
  for (const [group, locations] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    digest.update(group)
    for (const location of locations.toSorted()) digest.update(`${location} `)
  }
  return digest.digest('base64url')
}
