import type { AuditChange } from '../audit/write-entries'
import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { EntryRow } from './history-entries'
import { referenceNames } from './reference-names'
import type { HistoryEntry } from './shapes/pages'

/** The entries with the names of the rows that their references meant, as far as these exist for the actor. */
export async function withNames(
  ctx: AdminContext,
  admin: Admin,
  { rows, entries }: { rows: readonly EntryRow[]; entries: readonly HistoryEntry[] },
): Promise<HistoryEntry[]> {
  const changed = new Map(rows.map(({ id, changes }) => [String(id), changes as Record<string, AuditChange>]))
  const name = await referenceNames(ctx, admin, (column) =>
    [...changed.values()].flatMap((changes) => sidesOf(changes, column)),
  )
  const columns = new Map(columnsAllowed(ctx, admin).map((column) => [escapeName(column.name), column]))
  return entries.map((entry) => ({
    ...entry,
    changes: entry.changes.map((change) => {
      const column = columns.get(change.column ?? '')
      if (!column) return change
      const [before, after] = sidesOf(changed.get(entry.id) ?? {}, column)
      return { ...change, before: name(column, before) ?? change.before, after: name(column, after) ?? change.after }
    }),
  }))
}

const sidesOf = (changes: Record<string, AuditChange>, { name }: ColumnModel): readonly (string | null)[] =>
  (Object.hasOwn(changes, name) ? changes[name] : null) ?? []
