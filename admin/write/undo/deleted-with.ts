import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { formatArrayLiteral } from '../../fields/array-literal'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/trash'
import { entriesOf, loggedRows, type LoggedRow } from './logged-rows'
import { netChanges, type Entry, type NetChange } from './net-changes'
import type { UndoSource } from './undo'

/**
 * Restores rows that were deleted, with everything that was deleted along because it referred to them, and the references that
 * were cleared. Other rows of the same deletes stay deleted.
 *
 * @param deleted The entries of the deletions.
 */
export function restoreOf(admin: Admin, deleted: readonly Entry[]): UndoSource {
  return {
    id: JSON.stringify(['restore', admin.path, deleted.map(({ id }) => String(id))]),
    rows: async (ctx) => {
      if (deleted.length === 0) throw new AdminError('INVALID', words.noneChosen)
      const rows: LoggedRow[] = []
      for (const requestId of new Set(deleted.map((entry) => entry.requestId))) {
        const chosen = deleted.filter((entry) => entry.requestId === requestId)
        const where =
          requestId === null
            ? sql`id = any (${formatArrayLiteral(chosen.map(({ id }) => String(id)))}::text::bigint[])`
            : sql`request_id = ${requestId}::text`
        const all = await loggedRows(ctx, { where, tooMany: words.tooLarge })
        const keys = new Set(chosen.map(({ key }) => key))
        rows.push(...(await withReferrers(ctx, all, ({ table, key }) => table === admin.path && keys.has(key))))
      }
      return rows
    },
  }
}

/** What a row of a change referred to before it, and what others may have referred to it by, if it was deleted. */
interface Lost {
  row: LoggedRow
  refersTo: readonly string[]
  knownBy: readonly string[]
}

const partSize = 2_000

/** The chosen rows of a change, and those of its rows that referred to them before it, directly or through others. */
async function withReferrers(
  ctx: AdminContext,
  rows: readonly LoggedRow[],
  isChosen: (row: LoggedRow) => boolean,
): Promise<LoggedRow[]> {
  const referrers = new Map<string, Lost[]>()
  const found = new Set<Lost>()
  for (let index = 0; index < rows.length; index += partSize)
    for (const lost of await lostRows(ctx, rows.slice(index, index + partSize))) {
      if (lost.row.deleted && isChosen(lost.row)) found.add(lost)
      for (const id of lost.refersTo) {
        const known = referrers.get(id)
        if (known) known.push(lost)
        else referrers.set(id, [lost])
      }
    }
  // A set is iterated in the order of insertion, including what is added meanwhile.
  for (const { knownBy: ids } of found)
    for (const id of ids) for (const referrer of referrers.get(id) ?? []) found.add(referrer)
  // The order of the change itself, in which rows were deleted.
  const wanted = new Set([...found].map(({ row }) => row))
  return rows.filter((row) => wanted.has(row))
}

/** Of each row, only what it refers to stays in memory. */
async function lostRows(ctx: AdminContext, rows: readonly LoggedRow[]): Promise<Lost[]> {
  const byName = new Map(rows.map((row) => [`${row.table}\0${row.key}`, row]))
  return netChanges(await entriesOf(ctx, rows)).flatMap((change): Lost[] => {
    const row = byName.get(`${change.table}\0${change.key}`)
    if (!row || (change.kind !== 'delete' && change.kind !== 'change')) return []
    return [{ row, refersTo: referredTo(ctx, change), knownBy: change.kind === 'delete' ? knownBy(ctx, change) : [] }]
  })
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
