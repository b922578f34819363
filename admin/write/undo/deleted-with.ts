import { and, asc, eq, inArray } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { AdminError } from '../../errors'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/trash'
import type { NetChange } from './net-changes'
import { netChanges } from './net-changes'
import type { UndoSource } from './undo'
import { mostEntries } from './undo-parts'

type Entry = typeof auditEntries.$inferSelect

/**
 * Restores rows that were deleted, with everything that was deleted along because it referred to them, and the references that
 * were cleared. Other rows of the same deletes stay deleted.
 *
 * @param deleted The entries of the deletions.
 */
export function restoreOf(admin: Admin, deleted: readonly Entry[]): UndoSource {
  const [by] = deleted
  return {
    id: JSON.stringify(['restore', admin.path, deleted.map(({ id }) => String(id))]),
    read: async (ctx) => {
      if (!by) throw new AdminError('INVALID', words.noneChosen)
      const changes: NetChange[] = []
      for (const requestId of new Set(deleted.map((entry) => entry.requestId))) {
        const chosen = deleted.filter((entry) => entry.requestId === requestId)
        const entries = requestId === null ? chosen : await entriesOf(ctx, requestId, mostEntries - changes.length)
        const keys = new Set(chosen.map(({ key }) => key))
        changes.push(
          ...withReferrers(ctx, netChanges(entries), (change) => change.table === admin.path && keys.has(change.key)),
        )
      }
      return { by, changes }
    },
  }
}

async function entriesOf(ctx: AdminContext, requestId: string, most: number): Promise<Entry[]> {
  const entries = await ctx.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.requestId, requestId))
    .orderBy(asc(auditEntries.id))
    .limit(most + 1)
  if (entries.length > most) throw new AdminError('TOO_LARGE', words.tooLarge(mostEntries))
  return entries
}

/** The chosen rows of a change, and those of its rows that referred to them before it, directly or through others. */
function withReferrers(
  ctx: AdminContext,
  changes: readonly NetChange[],
  isChosen: (change: NetChange) => boolean,
): NetChange[] {
  const lost = changes.filter(({ kind }) => kind === 'delete' || kind === 'change')
  const referrers = new Map<string, NetChange[]>()
  for (const change of lost)
    for (const id of referredTo(ctx, change)) {
      const known = referrers.get(id)
      if (known) known.push(change)
      else referrers.set(id, [change])
    }
  const found = new Set(lost.filter((change) => change.kind === 'delete' && isChosen(change)))
  // A set is iterated in the order of insertion, including what is added meanwhile.
  for (const change of found)
    if (change.kind === 'delete')
      for (const id of knownBy(ctx, change)) for (const referrer of referrers.get(id) ?? []) found.add(referrer)
  // The order of the change itself, in which rows were deleted.
  return lost.filter((change) => found.has(change))
}

/** What a row referred to before the change. */
function referredTo(ctx: AdminContext, { table, changes }: NetChange): string[] {
  const links = ctx.site.byPath(table)?.table.links ?? []
  return links.flatMap(({ target, columns, targetColumns }) => {
    const values = columns.map(({ name }) => changes.get(name)?.[0] ?? null)
    return idsOf(
      target.path,
      targetColumns.map(({ name }) => name),
      values,
    )
  })
}

/** What others may have referred to a deleted row by. */
function knownBy(ctx: AdminContext, { table, changes }: NetChange): string[] {
  const backlinks = ctx.site.byPath(table)?.table.backlinks ?? []
  return backlinks.flatMap(({ targetColumns }) => {
    const names = targetColumns.map(({ name }) => name)
    return idsOf(
      table,
      names,
      names.map((name) => changes.get(name)?.[0] ?? null),
    )
  })
}

const idsOf = (table: string, columns: readonly string[], values: readonly (string | null)[]): string[] =>
  values.includes(null) ? [] : [JSON.stringify([table, columns, values])]

/** Deletions of this table by their ids. */
export const deletions = (ctx: AdminContext, admin: Admin, ids: readonly bigint[]): Promise<Entry[]> =>
  ctx.db
    .select()
    .from(auditEntries)
    .where(
      and(inArray(auditEntries.id, [...ids]), eq(auditEntries.table, admin.path), eq(auditEntries.action, 'delete')),
    )
    .orderBy(asc(auditEntries.id))
