import type { AuditChange } from '../audit/write-entries'
import { isBlank, isolated } from '../fields/blank-text'
import { columnsAllowed } from '../permissions/columns-allowed'
import { labelsByValue } from '../query/labels-by-value'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { EntryRow } from './history-entries'
import type { HistoryEntry } from './shapes/pages'

/**
 * The entries with the names of the rows that their references meant, as these are called now, with one query for each column. A row that
 * is gone, or hidden from the actor, is still shown by its key.
 */
export async function withNames(
  ctx: AdminContext,
  admin: Admin,
  { rows, entries }: { rows: readonly EntryRow[]; entries: readonly HistoryEntry[] },
): Promise<HistoryEntry[]> {
  const changed = new Map(rows.map(({ id, changes }) => [String(id), changes as Record<string, AuditChange>]))
  const names = new Map<string, Named>()
  for (const column of columnsAllowed(ctx, admin)) {
    if (column.link === null || column.secret) continue
    const values = [...changed.values()].flatMap((changes) => sidesOf(changes, column).filter((side) => side !== null))
    if (values.length > 0)
      names.set(escapeName(column.name), { column, labels: await labelsByValue(ctx, column.link, values) })
  }
  if (names.size === 0) return [...entries]
  return entries.map((entry) => ({
    ...entry,
    changes: entry.changes.map((change) => {
      const named = names.get(change.column ?? '')
      const [before, after] = named ? sidesOf(changed.get(entry.id) ?? {}, named.column) : []
      const label = (value: string | null | undefined) => (value == null ? undefined : named?.labels.get(value))
      return { ...change, before: shown(label(before)) ?? change.before, after: shown(label(after)) ?? change.after }
    }),
  }))
}

interface Named {
  column: ColumnModel
  labels: ReadonlyMap<string, string>
}

const sidesOf = (changes: Record<string, AuditChange>, { name }: ColumnModel): readonly (string | null)[] =>
  (Object.hasOwn(changes, name) ? changes[name] : null) ?? []

const shown = (label: string | undefined) => (label === undefined || isBlank(label) ? undefined : isolated(label))
