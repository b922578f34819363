import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { soundParts } from '../query/row-key'
import { columnSql, rootRef } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { changedColumns, freshColumns } from './changed-columns'
import { describeConflict, type RecordConflict } from './conflict'
import { narrowBase, postedBase, type PostedForm } from './form-values'
import { parseChangedValues } from './parse-values'
import { inTransaction } from './retry'
import { stepAside } from './step-aside'
import { translateWriteError } from './write-errors'
import { RowFailure, writeRows, type RowWrite } from './write-rows'
import * as words from '../words/cells'

/** As many as a page of a list can have. */
export const mostRowsChanged = 1_000

/** Conflicts are described one by one; for the others, only that they exist is reported. */
const mostDescribed = 20

/** One row of a posted form that has several: its own `~version`, `~base` and inputs. */
export interface PostedRowForm {
  key: string
  form: PostedForm
}

/** Why a row was not saved. */
export interface RefusedRow {
  message: string | null
  /** By form name. */
  errors: Record<string, string>
  conflict: RecordConflict | null
}

/** Rows that could not be saved. Nothing was. */
export class RowsRefused extends AdminError {
  readonly rows: Readonly<Record<string, RefusedRow>>

  constructor(rows: Readonly<Record<string, RefusedRow>>) {
    const refused = Object.values(rows)
    const [only] = refused
    const message = refused.length === 1 && only?.message ? only.message : words.rowsRefused(refused.length)
    super(refused.some(({ conflict }) => conflict !== null) ? 'CONFLICT' : 'INVALID', message)
    this.rows = rows
  }
}

interface ChangedRows {
  rows: readonly PostedRowForm[]
  /** The columns of a row that the form may write. */
  columnsOf: (record: LoadedRecord) => readonly ColumnModel[]
}

/**
 * Saves what was changed in several rows of a table: each as its own form would be saved, with its version and its audit
 * entry, all in one transaction. Rows without changes are not touched.
 *
 * @returns The keys of the rows that changed.
 * @throws {RowsRefused} with the problems of all rows; nothing was written.
 */
export async function changeRows(ctx: AdminContext, admin: Admin, posted: ChangedRows): Promise<string[]> {
  rowsAllowed(ctx, admin, { verb: 'change', alias: 't' })
  if (posted.rows.length > mostRowsChanged) throw new AdminError('TOO_LARGE', words.tooManyRows(mostRowsChanged))
  try {
    return await inTransaction(ctx, async (tx) => {
      const staged = await stageRows(tx, admin, posted)
      try {
        await stepAside(tx, admin, staged)
        const written = await writeRows(tx, admin, staged)
        return written.flatMap(({ changed, record }) => (changed ? [record.key] : []))
      } catch (error) {
        if (error instanceof RowFailure) throw new KeyedFailure(staged[error.index]?.before.key ?? '', error.cause)
        throw error
      }
    })
  } catch (error) {
    if (error instanceof RowsRefused) throw error
    if (!(error instanceof KeyedFailure)) throw await translateWriteError(ctx, admin, { error })
    const known = await translateWriteError(ctx, admin, { error: error.cause })
    if (!(known instanceof AdminError)) throw known
    throw new RowsRefused({ [error.key]: problemOf(known) })
  }
}

/** The failure of one row while it was written. */
class KeyedFailure extends Error {
  readonly key: string

  constructor(key: string, cause: unknown) {
    super('KeyedFailure', { cause })
    this.key = key
  }
}

const problemOf = ({ fields, message }: AdminError): RefusedRow => ({
  message: Object.keys(fields).length > 0 ? null : message,
  errors: { ...fields },
  conflict: null,
})

type Staged = RowWrite & { before: LoadedRecord }

/** Locks the rows and finds their changes and problems. Nothing is written. */
async function stageRows(ctx: AdminContext, admin: Admin, { rows, columnsOf }: ChangedRows): Promise<Staged[]> {
  const records = await lockRows(ctx, admin, rows)
  const refused: Record<string, RefusedRow> = {}
  const staged: Staged[] = []
  const seen = new Set<string>()
  for (const { key, form } of rows) {
    const record = records.get(key)
    if (seen.has(key)) refused[key] = { ...none, message: words.lineTwice }
    else if (!record) refused[key] = { ...none, message: words.rowGone }
    seen.add(key)
    if (refused[key] || !record) continue
    const columns = columnsOf(record)
    const changed = changedColumns(ctx, { record, form, columns })
    const fresh = freshColumns(ctx, record, changed)
    if (fresh.size === 0) continue
    if (record.version !== form.get('~version')) {
      const isDescribed = Object.keys(refused).length < mostDescribed
      const clash = { record, form, changed, columns }
      const conflict = isDescribed ? await describeConflict(ctx, admin, clash) : null
      const base = narrowBase(conflict?.base, Object.keys(postedBase(form)))
      refused[key] = { ...none, message: words.changedMeanwhile, conflict: conflict && { ...conflict, base } }
      continue
    }
    const { values, errors } = parseChangedValues(ctx, admin, fresh)
    if (Object.keys(errors).length > 0) refused[key] = { ...none, errors }
    else staged.push({ before: record, values, columns, locked: true })
  }
  if (Object.keys(refused).length > 0) throw new RowsRefused(refused)
  return staged
}

const none: RefusedRow = { message: null, errors: {}, conflict: null }

/** Locks the rows that the actor may change, in the order of their keys, so that two posts cannot deadlock. */
async function lockRows(
  ctx: AdminContext,
  admin: Admin,
  rows: readonly PostedRowForm[],
): Promise<ReadonlyMap<string, LoadedRecord>> {
  const ref = rootRef(admin.table)
  const keys = rows.flatMap(({ key }) => {
    const keyParts = soundParts(ctx, admin.table, key)
    return keyParts === null ? [] : [{ keyParts }]
  })
  if (keys.length === 0) return new Map()
  const order = admin.table.key.map((column) => columnSql(ref, column))
  const records = await readRecords(ctx, admin, {
    where: sql`${rowsByKey(admin, keys)} and ${rowsAllowed(ctx, admin, { verb: 'change', alias: ref.alias }).where}`,
    order: sql.join(order, sql`, `),
    lock: true,
  })
  return new Map(records.map((record) => [record.key, record]))
}
