import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { encodeKey } from '../schema/keys'
import type { AdminContext } from '../site/context'
import * as words from '../words/database'

/** A migration that a user applied or reverted in the admin. */
export interface MigrationEvent {
  /** As recorded in `brolly.migrations`. */
  folder: string
  name: string
  action: 'migrate' | 'revert'
}

/**
 * Records the result of a migration run in the audit log. This happens afterwards, not in the run's transactions, which
 * belong to the runner with its own record in `brolly.migrations`. After a revert the audit entry is the only trace.
 * @throws {AdminError} `FORBIDDEN` unless the actor is a superuser.
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
