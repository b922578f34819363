import { auditEntries } from '../brolly/tables'
import type { TableModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import * as auditWords from '../words/audit'

/** A column's values before and after as PostgreSQL text; `null` instead of the pair is a secret that changed. */
export type AuditChange = readonly [before: string | null, after: string | null] | null

/** The action of an entry for a row that was marked as deleted, and still exists. */
export const markAction = 'mark'

/** The action of an entry for a masked value that was shown. Its only change names the column. */
export const revealAction = 'reveal'
export const revealedColumn = '~revealed'

export interface AuditEntry {
  table: Pick<TableModel, 'path'>
  key: string
  /** The row's label at the time. */
  label: string
  /** `add`, `change`, `delete`, `mark`, or an action's name. */
  action: string
  /** By SQL column name. */
  changes: Record<string, AuditChange>
}

/** Who acts, as the audit log names them: the address, and the API token or the other user that acts for the account. */
export const actorLabel = ({ email, token, actedBy }: AdminContext['actor']): string =>
  actedBy ? auditWords.actedBy(email, actedBy.email) : token ? auditWords.byToken(email, token.name) : email

const batch = 500

/** Writes the entries in the transaction of the change itself: `ctx.db` must be that transaction. */
export async function writeEntries(ctx: AdminContext, entries: readonly AuditEntry[]): Promise<void> {
  for (let index = 0; index < entries.length; index += batch) {
    await ctx.db.insert(auditEntries).values(
      entries.slice(index, index + batch).map((entry) => ({
        actorId: ctx.actor.id,
        actorLabel: actorLabel(ctx.actor),
        table: entry.table.path,
        key: entry.key,
        label: entry.label,
        action: entry.action,
        changes: entry.changes,
        requestId: ctx.requestId,
      })),
    )
  }
}

interface Values {
  before: Readonly<Record<string, string | null>> | null
  after: Readonly<Record<string, string | null>> | null
  /** Properties of secrets that were written: their values are not read. */
  secrets?: ReadonlySet<string>
}

/** The differences between two states of a row; for an added or deleted row, every value that is not NULL. */
export function changesOf(
  table: TableModel,
  { before, after, secrets = new Set() }: Values,
): Record<string, AuditChange> {
  const changes: Record<string, AuditChange> = {}
  for (const column of table.columns) {
    const old = before?.[column.key] ?? null
    const now = after?.[column.key] ?? null
    if (column.secret && column.mask === null) {
      if (secrets.has(column.key) || old !== now) changes[column.name] = null
    } else if (old !== now) changes[column.name] = [old, now]
  }
  return changes
}
