import { sql } from 'drizzle-orm'
import { formatArrayLiteral } from '../fields/array-literal'
import { indentJson } from '../fields/json-text'
import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { diffParts } from './text-diff'
import type { HistoryEntry } from './shapes/pages'

/** Longer values are not compared: the page links to both. */
const mostCharacters = 10_000
/** Of a page with more long values, the newest are compared. */
const mostCompared = 40
/** Shorter values are read at a glance. */
const leastCharacters = 40

/** Marks what differs within the long values of a page's changes, from the complete values in the log. */
export async function withDiffs(
  ctx: AdminContext,
  admin: Admin,
  entries: readonly HistoryEntry[],
): Promise<HistoryEntry[]> {
  const columns = new Map(columnsAllowed(ctx, admin).map((column) => [escapeName(column.name), column]))
  const wanted = entries
    .flatMap(({ id, verb, changes }) =>
      verb === 'change' || verb === 'action' ? changes.map((change) => ({ id, change })) : [],
    )
    .flatMap(({ id, change }) => {
      const column = change.column === undefined ? undefined : columns.get(change.column)
      return column && isComparable(column, change) ? [{ id, column, change }] : []
    })
    .slice(0, mostCompared)
  if (wanted.length === 0) return [...entries]
  const values = await wholeValues(ctx, wanted)
  const parts = new Map(
    wanted.flatMap(({ id, column, change }) => {
      const value = values.get(`${id} ${column.name}`)
      const found = value && partsOf(column, value)
      return found ? [[change, found] as const] : []
    }),
  )
  return entries.map((entry) => ({
    ...entry,
    changes: entry.changes.map((change) => {
      const found = parts.get(change)
      return found ? { ...change, parts: found } : change
    }),
  }))
}

function isComparable(column: ColumnModel, { before, after }: HistoryEntry['changes'][number]): boolean {
  if (column.secret || column.link || before === null || after === null || before === '' || after === '') return false
  // What is read differently from what was recorded cannot be marked in it.
  if (column.type.toReading !== column.type.toText) return false
  return isJson(column) || (column.baseType !== 'bytea' && Math.max(before.length, after.length) > leastCharacters)
}

const isJson = ({ baseType, dimensions }: ColumnModel) =>
  (baseType === 'json' || baseType === 'jsonb') && dimensions === 0

function partsOf(column: ColumnModel, [before, after]: readonly [string, string]) {
  if (!isJson(column)) return diffParts(before, after, 'words')
  const [first, second] = [indentJson(before), indentJson(after)]
  const isLong = first.includes('\n') && second.includes('\n')
  return diffParts(first, second, isLong ? 'lines' : 'words')
}

async function wholeValues(
  ctx: AdminContext,
  wanted: readonly { id: string; column: ColumnModel }[],
): Promise<Map<string, readonly [string, string]>> {
  const ids = formatArrayLiteral(wanted.map(({ id }) => id))
  const names = formatArrayLiteral(wanted.map(({ column }) => column.name))
  const rows = await ctx.db.execute<{ id: string; name: string; before: string; after: string }>(
    sql`select w.id::text, w.name, e.changes -> w.name ->> 0 as before, e.changes -> w.name ->> 1 as after
      from unnest(${ids}::text::bigint[], ${names}::text::text[]) w (id, name)
      join brolly.audit_entries e on e.id = w.id
      where length(e.changes -> w.name ->> 0) <= ${mostCharacters} and length(e.changes -> w.name ->> 1) <= ${mostCharacters}`,
  )
  return new Map(rows.map(({ id, name, before, after }) => [`${id} ${name}`, [before, after]]))
}
