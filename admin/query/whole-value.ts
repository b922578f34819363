import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminSlug, apiPath } from '../site/paths'
import type { Admin } from '../site/site'
import { loadRecord } from './load-record'
import * as words from '../words/rows'

/** Identifies a value; with an entry, one of the history, before or after the change. */
export interface ValueQuery {
  key: string
  column: string
  entry?: string | null
  side?: string | null
}

/** The URL of a value that is too long for the page it belongs to. */
export function valueHref(
  ctx: AdminContext,
  admin: Admin,
  { column, key, entry, side }: Omit<ValueQuery, 'column'> & { column: ColumnModel },
): string {
  const query = new URLSearchParams({ key, column: escapeName(column.name) })
  if (entry && side) {
    query.set('entry', entry)
    query.set('side', side)
  }
  return `${apiPath(ctx, `value/${adminSlug(admin)}`)}?${query.toString()}`
}

/**
 * One value of one row, as PostgreSQL prints it.
 * @throws {AdminError} `NOT_FOUND` for a row, column or value that does not exist for this actor; `FORBIDDEN`.
 */
export async function wholeValue(ctx: AdminContext, admin: Admin, { key, column: name }: ValueQuery): Promise<string> {
  const column = readableColumn(ctx, admin, name)
  const { values } = await loadRecord(ctx, admin, { key })
  const value = values[column.key] ?? null
  if (value === null) throw noValue()
  return value
}

/** @throws {AdminError} `NOT_FOUND`, both for a secret and for a column that may not be viewed. */
export function readableColumn(ctx: AdminContext, admin: Admin, name: string): ColumnModel {
  const column = visibleColumn(ctx, admin, name)
  if (column.secret) throw noValue()
  return column
}

/** @throws {AdminError} `NOT_FOUND` for a column that may not be viewed. */
export function visibleColumn(ctx: AdminContext, admin: Admin, name: string): ColumnModel {
  // Checked first, so that an actor who may not view the table cannot find out its columns.
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const column = admin.table.columns.find((candidate) => escapeName(candidate.name) === name)
  if (!column || !mayViewColumn(ctx, admin, column)) throw noValue()
  return column
}

export const noValue = () => new AdminError('NOT_FOUND', words.noSuchValue)
