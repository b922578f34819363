import { createHash } from 'node:crypto'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { Touched } from './delete-plan'

/** Sealed forms of deletes are none of other values. */
const sealed = { name: 'outcome', table: { schema: 'brolly', name: 'delete' } }

/**
 * Stands for everything that a delete would do, and for its actor. A row that is changed moves to another position, so its seal
 * changes as well: what was shown of it is no longer true.
 */
export function deleteSeal({ actor, site }: AdminContext, admin: Admin, touched: readonly Touched[]): string {
  const rows = touched.map(({ schema, name, effect, locations }) => [schema, name, effect, [...locations].toSorted()])
  const text = JSON.stringify([actor.id, admin.path, rows])
  return site.sealer.seal(sealed, createHash('sha256').update(text).digest('base64url'))
}
