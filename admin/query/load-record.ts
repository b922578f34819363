import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { ColumnModel } from '../schema/model'
import type { Verb } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { isBadValue } from '../postgres/errors'
import { labelSql, linkedLabelSql, rowLabel } from './label-sql'
import { namedKeySql, namedRow } from './linked-key'
import { columnField } from './list-field'
import { isSoundKey, keyOfRow, partsOfKey } from './row-key'
import { fromSql, isKept, keptSql, keySql, readSql, recordedSql, rootRef, type TableRef } from './table-ref'
import { byName } from '../schema/by-name'
import * as words from '../words/rows'

/** One row as PostgreSQL text. A secret is shown as dots or null, never as its value. */
export interface LoadedRecord {
  key: string
  /** The key's plain values, including secrets: for statements, never for a page. */
  keyParts: readonly string[]
  label: string
  /** `xmin`; '' for views. */
  version: string
  /** By column property, for every column of the table: callers must apply `columnsAllowed` before showing them. */
  values: Readonly<Record<string, string | null>>
  /** Values of which `values` has less, such as those of personal columns, which it has masked: for hooks and the audit log, never for a page. */
  personal: Readonly<Record<string, string | null>>
  /** The labels of linked rows, by column property; '' for a row without a name. */
  linkLabels: Readonly<Record<string, string | null>>
  /** The keys of linked rows that the column's own value does not contain, in the form that `namedHref` accepts. */
  linkKeys: Readonly<Record<string, string | null>>
  may: Readonly<Record<'change' | 'delete', boolean>>
}

/**
 * The row with this key, if the actor may view it.
 *
 * @param request.lock Locks the row until the transaction ends.
 * @throws {AdminError} `NOT_FOUND`, both for a row that does not exist and for one the actor may not view.
 */
export async function loadRecord(
  ctx: AdminContext,
  admin: Admin,
  { key, lock = false, verb = 'view', kept = [] }: { key: string; verb?: Verb } & Pick<Wanted, 'lock' | 'kept'>,
): Promise<LoadedRecord> {
  const ref = rootRef(admin.table)
  const parts = partsOfKey(ctx, admin.table, key)
  if (!isSoundKey(ctx, admin.table, parts)) throw noSuchRow(admin)
  const rows = rowsAllowed(ctx, admin, { verb, alias: ref.alias })
  try {
    const [record] = await readRecords(ctx, admin, {
      where: sql`${keySql(ref, parts)} and ${rows.where}`,
      lock,
      kept,
      limit: 1,
    })
    // Only the canonical spelling of a value is its URL: 01 is not row 1.
    if (record?.key === key) return record
  } catch (error) {
    if (!isBadValue(error)) throw error
  }
  throw noSuchRow(admin)
}

export const noSuchRow = (admin: Admin) => new AdminError('NOT_FOUND', words.noSuch(admin.singular))

interface Wanted {
  where: SQL
  /** The rows are also locked in this order. */
  order?: SQL
  lock?: boolean
  limit?: number
  offset?: number
  /** Columns that are overwritten or deleted (true: all): `recordedValues` has what the audit log keeps of them. */
  kept?: true | readonly ColumnModel[]
}

/**
 * Whole rows, for record pages, audit entries and undo. The caller's condition must include the actor's permissions.
 */
export async function readRecords(
  ctx: AdminContext,
  admin: Admin,
  { where, order, lock = false, limit, offset = 0, kept = [] }: Wanted,
): Promise<LoadedRecord[]> {
  const ref = rootRef(admin.table)
  const { columns, key } = admin.table
  const linked = columns.filter((column) => column.link && !column.secret)
  const isWanted = (column: ColumnModel) => isKept(column) && (kept === true || kept.includes(column))
  const personal = columns.filter((column) => column.mask !== null || isWanted(column))
  const isTable = admin.table.kind === 'table'
  const parts = [
    ...columns.map((column, index) => sql`${readSql(ref, column)} as ${name('c', index)}`),
    ...personal.map(
      (column, index) =>
        sql`${isWanted(column) ? keptSql(ref, column) : recordedSql(ref, column)} as ${name('p', index)}`,
    ),
    ...key.map(
      (column, index) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text as ${name('k', index)}`,
    ),
    ...linked.map((column, index) => sql`${linkLabelSql(ctx, ref, column)} as ${name('l', index)}`),
    ...linked.flatMap((column, index) => {
      const named = namedRow(ctx, columnField(column))
      return named ? [sql`${namedKeySql(ctx, ref, named)} as ${name('n', index)}`] : []
    }),
    sql`${labelSql(ctx, ref)} as label`,
    sql`${isTable ? sql`${sql.identifier(ref.alias)}.xmin::text` : sql`''`} as version`,
    sql`${mayRowSql(ctx, admin, 'change')} as may_change`,
    sql`${mayRowSql(ctx, admin, 'delete')} as may_delete`,
  ]
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join(parts, sql`, `)} from ${fromSql(ref)} where ${where}${order ? sql` order by ${order}` : sql``}${limit === undefined ? sql`` : sql` limit ${limit}`}${offset === 0 ? sql`` : sql` offset ${offset}`}${lock ? sql` for update of ${sql.identifier(ref.alias)}` : sql``}`,
  )
  return rows.map((row) => {
    const keyParts = key.map((_, index) => row[`k${index}`] ?? '')
    return {
      key: keyOfRow(ctx, admin.table, keyParts),
      keyParts,
      label: rowLabel(row.label ?? null, admin.table, keyParts),
      version: row.version ?? '',
      values: byName(columns.map((column, index) => [column.key, row[`c${index}`] ?? null])),
      personal: byName(personal.map((column, index) => [column.key, row[`p${index}`] ?? null])),
      linkKeys: byName(linked.map((column, index) => [column.key, row[`n${index}`] ?? null])),
      linkLabels: byName(linked.map((column, index) => [column.key, row[`l${index}`] ?? null])),
      may: { change: row.may_change === 't', delete: row.may_delete === 't' },
    }
  })
}

/** The values as the audit log has them, and as hooks receive them. */
export const recordedValues = ({
  values,
  personal,
}: Pick<LoadedRecord, 'values' | 'personal'>): LoadedRecord['values'] =>
  Object.keys(personal).length === 0 ? values : byName([...Object.entries(values), ...Object.entries(personal)])

const name = (prefix: string, index: number) => sql.identifier(`${prefix}${index}`)

function linkLabelSql(ctx: AdminContext, ref: TableRef, column: ColumnModel): SQL {
  const { link } = column
  const admin = ctx.site.adminOf(ref.table)
  if (!link || !link.columns.every((part) => mayViewColumn(ctx, admin, part))) return sql`null::text`
  return linkedLabelSql(ctx, { ref, link })
}

/** Whether the actor may change or delete this particular row, as `t` or `f`. */
function mayRowSql(ctx: AdminContext, admin: Admin, verb: 'change' | 'delete'): SQL {
  try {
    const { where } = rowsAllowed(ctx, admin, { verb, alias: 't' })
    return sql`case when ${where} then 't' else 'f' end`
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return sql`'f'`
    throw error
  }
}
