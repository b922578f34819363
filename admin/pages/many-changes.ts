import { manyOfChange } from '../audit/many-change'
import type { AuditChange } from '../audit/write-entries'
import type { auditEntries } from '../brolly/tables'
import { briefLength } from '../fields/shown-text'
import { rowsAllowed } from '../permissions/rows-allowed'
import { manySeen, readOthers } from '../query/many-rows'
import { shownKey } from '../query/row-key'
import type { AdminContext } from '../site/context'
import type { ManyRelation } from '../site/many'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { keysIn } from '../write/many/posted-many'
import type { HistoryEntry } from './shapes/pages'

type Row = typeof auditEntries.$inferSelect
type Change = HistoryEntry['changes'][number]

interface RelatedChange {
  entry: bigint
  /** Whether this actor made the change, and so knew of its rows. */
  isOwn: boolean
  many: ManyRelation
  removed: string[]
  added: string[]
}

/** The labels of the relations that an entry of a record changed, as far as they exist for the actor. */
export const manyLabels = (ctx: AdminContext, admin: Admin, row: Row): string[] =>
  relatedChanges(ctx, admin, [row]).map(({ many }) => many.label)

/** What was added to relations of a record and removed from them, by the entry's id, with one query for each relation. */
export async function manyChanges(
  ctx: AdminContext,
  admin: Admin,
  rows: readonly Row[],
): Promise<Map<bigint, Change[]>> {
  const changes = relatedChanges(ctx, admin, rows)
  const names = new Map<ManyRelation, ReadonlyMap<string, string>>()
  for (const many of new Set(changes.map((change) => change.many))) {
    const keys = changes.flatMap((change) => (change.many === many ? [...change.removed, ...change.added] : []))
    const others = await readOthers(ctx, many, [...new Set(keys)])
    names.set(many, new Map(others.map(({ key, label }) => [key, label])))
  }
  const found = new Map<bigint, Change[]>()
  for (const { entry, isOwn, many, removed, added } of changes) {
    const { otherAdmin } = many.way.join
    const href = adminPath(ctx, otherAdmin)
    const named = (key: string) => {
      const label = names.get(many)?.get(key)
      if (label !== undefined) return { label, href: `${href}/${key}` }
      // The row may have been deleted, or may not be visible to this actor, who must not learn that there is one.
      return isOwn || seesAll(ctx, otherAdmin) ? { label: `#${shownKey(otherAdmin.table, key)}`, href: null } : []
    }
    const related = { removed: removed.flatMap(named), added: added.flatMap(named) }
    if (related.removed.length + related.added.length === 0) continue
    found.set(entry, [
      ...(found.get(entry) ?? []),
      { label: many.label, before: null, after: null, secret: false, related },
    ])
  }
  return found
}

function relatedChanges(ctx: AdminContext, admin: Admin, rows: readonly Row[]): RelatedChange[] {
  const seen = manySeen(ctx, admin)
  if (seen.length === 0) return []
  return rows.flatMap((row) => {
    const isOwn = row.actorId === ctx.actor.id
    return Object.entries(row.changes as Record<string, AuditChange>).flatMap(([name, change]) => {
      const many = seen.find((candidate) => candidate.name === manyOfChange(name))
      // A row of the join table that is gone cannot be compared with the actor's rules.
      if (!many || !(isOwn || seesAll(ctx, many.way.child))) return []
      return [{ entry: row.id, isOwn, many, removed: keysOf(change?.[0]), added: keysOf(change?.[1]) }]
    })
  })
}

const seesAll = (ctx: AdminContext, admin: Admin) => rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all

/** The last key of a text that was cut is incomplete. */
function keysOf(text: string | null | undefined): string[] {
  const keys = keysIn(text)
  return (text?.length ?? 0) > briefLength ? keys.slice(0, -1) : keys
}
