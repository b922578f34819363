import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { encodeKey } from '../schema/keys'
import type { AdminContext } from '../site/context'
import * as words from '../words/database'

/** A migration that somebody has applied or undone from the screens. */
export interface MigrationEvent {
  /** As recorded in `brolly.migrations`. */
  folder: string
  name: string
  action: 'migrate' | 'revert'
}

/**
 * Writes down what a run of migrations has done. Afterwards, and not in its transactions: those belong to the runner, whose
 * own record is `brolly.migrations`; of a revert this is all that is left.
 * @throws {AdminError} `FORBIDDEN` unless a superuser did it.
 */
export async function recordMigrations(ctx: AdminContext, events: readonly MigrationEvent[]): Promise<void> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusersMigrate)
  if (events.length === 0) return
  await ctx.db.insert(auditEntries).values(
    events.map(({ folder, name, action }) => ({
      actorId: ctx.actor.id,
      actorLabel: ctx.actor.email,
      table: 'brolly.migrations',
      key: encodeKey([folder, name]),
      label: `${folder}/${name}`,
      action,
      changes: {},
      requestId: ctx.requestId,
    })),
  )
}
