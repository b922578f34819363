import { revealAction, type AuditChange } from '../../audit/write-entries'
import { manyOfChange } from '../../audit/many-change'
import type { auditEntries } from '../../brolly/tables'

export type Entry = typeof auditEntries.$inferSelect

/** What of an entry says what it has changed. */
export type ChangeEntry = Pick<Entry, 'table' | 'key' | 'label' | 'actorId' | 'action' | 'changes'>

/** What a change did to one row, all of its entries taken together. */
export interface NetChange {
  /** The table's path. */
  table: string
  key: string
  label: string
  kind: 'add' | 'change' | 'delete' | 'other'
  /** By SQL column name. */
  changes: ReadonlyMap<string, AuditChange>
  actorId: string | null
  /** The earlier values are wanted whatever the row has now. */
  forced?: boolean
}

/** Entries that do not hold the values of a row: a password, permissions. */
export const withoutValues: ReadonlySet<string> = new Set([
  'password',
  'factors',
  'permissions',
  'migrate',
  revealAction,
])

const kindOf = ({ action, key }: ChangeEntry): NetChange['kind'] =>
  withoutValues.has(action) || key === '' ? 'other' : action === 'add' || action === 'delete' ? action : 'change'

/**
 * The net effect of the entries of one change on each row, in the order in which rows first occur. A row that was added and
 * deleted again is left out.
 *
 * @param entries Oldest first.
 * @param options.overlooks Values that changed between two of these entries are part of it, as when a trigger has changed them.
 *   Otherwise somebody else has changed them: what was done before that is not taken back.
 */
export function netChanges(
  entries: readonly ChangeEntry[],
  { overlooks = true }: { overlooks?: boolean } = {},
): NetChange[] {
  const rows = new Map<string, NetChange>()
  for (const [index, entry] of entries.entries()) {
    // The changes of the record that are held by rows of join tables have entries of their own there.
    const own = Object.entries(entry.changes as Record<string, AuditChange>).filter(
      ([name]) => manyOfChange(name) === null,
    )
    const { table, key, label, actorId } = entry
    const next: NetChange = { table, key, label, actorId, kind: kindOf(entry), changes: new Map(own) }
    if (next.kind === 'change' && own.length === 0) continue
    const id = key === '' ? `#${index}` : `${table}\0${key}`
    const before = rows.get(id)
    const net = before === undefined ? next : combined(before, next, overlooks)
    if (net === null) rows.delete(id)
    else rows.set(id, net)
  }
  return [...rows.values()]
}

function combined(first: NetChange, second: NetChange, overlooks: boolean): NetChange | null {
  if (first.kind === 'other') return second
  if (second.kind === 'other') return first
  if (first.kind === 'add' && second.kind === 'delete') return null
  const kind = first.kind === 'add' ? 'add' : second.kind === 'delete' ? 'delete' : ('change' as const)
  const changes = new Map(second.changes)
  for (const [name, change] of first.changes) {
    const later = second.changes.get(name)
    if (later === undefined) changes.set(name, change)
    else if (change === null || later === null) changes.set(name, null)
    else if (overlooks || kind === 'add' || change[1] === later[0]) changes.set(name, [change[0], later[1]])
  }
  // A value that is the same again was not changed.
  for (const [name, change] of changes) if (change !== null && change[0] === change[1]) changes.delete(name)
  if (kind === 'change' && changes.size === 0) return null
  return { ...second, label: first.label, kind, changes }
}
