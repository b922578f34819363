import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { mayViewColumn } from '../permissions/columns-allowed'
import { mayAct } from '../permissions/rows-allowed'
import type { Link } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import { alongPath, linkedSql } from './label-sql'
import type { ListField } from './list-field'
import { keyOfRow } from './row-key'
import { columnSql, linkedRef, type TableRef } from './table-ref'

/** The row that a field refers to: along `via` to the table that has `link`. */
export interface NamedRow {
  readonly via: readonly Link[]
  readonly link: Link
}

/** Whether the link's columns contain the complete key of the target row. */
export const holdsKey = ({ target, targetColumns }: Link): boolean =>
  target.key.length > 0 && target.key.every((column) => targetColumns.includes(column))

/** Whether a single column is both the link and the key: then its value is sufficient for the row's URL. */
export const isPlainKey = (link: Link): boolean => link.columns.length === 1 && holdsKey(link)

/**
 * The row that a list field names and whose key has to be read for it: at the end of a path to a name (`category.name`),
 * or behind a foreign key of several columns or to other columns than the key. Null for all other fields.
 */
export function namedRow(ctx: AdminContext, field: ListField): NamedRow | null {
  if (field.kind === 'computed' || field.kind === 'many') return null
  const link = field.kind === 'path' ? field.links.at(-1) : field.column.link
  if (!link || link.target.key.length === 0) return null
  if (field.kind === 'path') return field.isName ? { via: field.links.slice(0, -1), link } : null
  const from = ctx.site.adminOf(link.from)
  const seen =
    mayAct(ctx, ctx.site.adminOf(link.target), 'view') &&
    link.columns.every((column) => mayViewColumn(ctx, from, column))
  return seen && !field.column.secret && !isPlainKey(link) ? { via: [], link } : null
}

/** The key of that row as a JSON array of texts; NULL if it does not exist. */
export function namedKeySql(ctx: AdminContext, ref: TableRef, { via, link }: NamedRow): SQL {
  return alongPath(ctx, { ref, links: via }, (last) => linkKeySql(ctx, { ref: last, link }))
}

/** The same for the target of one link. If a foreign key contains the complete key, no query is needed. */
export function linkKeySql(ctx: AdminContext, { ref, link }: { ref: TableRef; link: Link }): SQL {
  const { key } = link.target
  const texts = (columns: readonly SQL[]) =>
    sql`json_build_array(${sql.join(
      columns.map((column) => sql`${column}::text`),
      sql`, `,
    )})::text`
  if (!holdsKey(link)) {
    const target = linkedRef(ref, link.target)
    return linkedSql(ctx, { ref, link }, texts(key.map((column) => columnSql(target, column))))
  }
  return texts(
    key.map((column) => {
      const own = link.columns[link.targetColumns.indexOf(column)]
      return own ? columnSql(ref, own) : sql`null`
    }),
  )
}

const keyParts = z.array(z.string())

/** The URL of the row with that key; '' without a key, or if the actor may not view any rows of its table. */
export function namedHref(ctx: AdminContext, { link }: Pick<NamedRow, 'link'>, json: string | null): string {
  const parts = json === null ? undefined : keyParts.safeParse(JSON.parse(json)).data
  const admin = ctx.site.adminOf(link.target)
  return parts && mayAct(ctx, admin, 'view') ? `${adminPath(ctx, admin)}/${keyOfRow(ctx, link.target, parts)}` : ''
}
