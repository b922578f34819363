import { aliasedTable, Column, is, SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import { isBlank, isolated } from '../fields/blank-text'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { Link, TableModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { shownParts } from './row-key'
import { columnSql, fromSql, linkedRef, readSql, type TableRef } from './table-ref'

/** The maximum depth of labels made of other rows' labels: a join table's parents, and theirs. */
const maxDepth = 2
const labelLength = 120
const cutLength = 60

/** The row's label as text, or NULL if it has none: `rowLabel` then uses the key. Hidden columns are left out. */
export function labelSql(ctx: AdminContext, ref: TableRef, depth = 0): SQL {
  const admin = ctx.site.adminOf(ref.table)
  const { label } = admin
  switch (label.kind) {
    case 'columns': {
      const shown = label.columns.filter((column) => !column.secret && mayViewColumn(ctx, admin, column))
      const texts = shown.map((column) => readSql(ref, column))
      if (texts.length === 0) return sql`null::text`
      return sql`nullif(left(concat_ws(' ', ${sql.join(texts, sql`, `)}), ${sql.raw(String(label.cut ? cutLength : labelLength))}), '')`
    }
    case 'expression':
      return readsHidden(ctx, admin)
        ? sql`null::text`
        : sql`left((${label.sql(aliasedTable(ref.table.source as PgTable, ref.alias))})::text, ${sql.raw(String(labelLength))})`
    case 'links': {
      if (depth >= maxDepth) return sql`null::text`
      const visible = label.links.filter((link) => link.columns.every((column) => mayViewColumn(ctx, admin, column)))
      const texts = visible.map((link) =>
        linkedSql(ctx, { ref, link }, labelSql(ctx, linkedRef(ref, link.target), depth + 1)),
      )
      return texts.length === 0 ? sql`null::text` : sql`nullif(concat_ws(' · ', ${sql.join(texts, sql`, `)}), '')`
    }
    case 'key':
      return sql`null::text`
  }
}

/** Whether a declared label uses a column that this actor may not view, as far as its expression shows. */
export function readsHidden(ctx: AdminContext, admin: Admin): boolean {
  const { label, table } = admin
  if (label.kind !== 'expression') return false
  const hidden = table.columns.filter((column) => column.secret || !mayViewColumn(ctx, admin, column))
  if (hidden.length === 0) return false
  const names = new Set(hidden.map((column) => column.column?.name))
  const reads = (part: unknown): boolean =>
    is(part, Column) ? names.has(part.name) : is(part, SQL) && part.queryChunks.some(reads)
  return reads(label.sql(aliasedTable(table.source as PgTable, 't')))
}

interface Linked {
  ref: TableRef
  link: Link
}

/** The label of the linked row; NULL if the actor may not view that row, empty if it has no name. */
export function linkedLabelSql(ctx: AdminContext, link: Linked): SQL {
  return linkedSql(ctx, link, sql`coalesce(${labelSql(ctx, linkedRef(link.ref, link.link.target))}, '')`)
}

/**
 * An expression on the linked row, under the actor's permissions for its table; `linkedRef(ref, link.target)` refers to
 * it.
 */
export function linkedSql(ctx: AdminContext, { ref, link }: Linked, expression: SQL): SQL {
  const target = linkedRef(ref, link.target)
  const allowed = visibleRows(ctx, target)
  if (!allowed) return sql`null::text`
  const joined = link.columns.map((column, index) => {
    const other = link.targetColumns[index]
    return other ? sql`${columnSql(target, other)} = ${columnSql(ref, column)}` : sql`false`
  })
  return sql`(select ${expression} from ${fromSql(target)} where ${sql.join([...joined, allowed], sql` and `)} limit 1)`
}

interface Path {
  ref: TableRef
  links: readonly Link[]
}

/** An expression on the row at the end of a path, under the actor's permissions for each table along it. */
export function alongPath(ctx: AdminContext, { ref, links }: Path, read: (last: TableRef) => SQL): SQL {
  const [link, ...rest] = links
  if (!link) return read(ref)
  const target = linkedRef(ref, link.target)
  return linkedSql(ctx, { ref, link }, alongPath(ctx, { ref: target, links: rest }, read))
}

function visibleRows(ctx: AdminContext, target: TableRef): SQL | null {
  try {
    return rowsAllowed(ctx, ctx.site.adminOf(target.table), { verb: 'view', alias: target.alias }).where
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return null
    throw error
  }
}

/** The name of a row: its label, or else its key, with secrets masked. */
export function rowLabel(label: string | null, { key }: Pick<TableModel, 'key'>, parts: readonly string[]): string {
  if (label !== null && !isBlank(label)) return isolated(label)
  return parts.length === 0 ? '(row)' : `#${shownParts({ key }, parts).join(', ')}`
}
