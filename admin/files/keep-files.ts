import { eq, sql } from 'drizzle-orm'
import { files } from '../brolly/tables'
import { AdminError } from '../errors'
import { fileKeySql } from '../fields/file'
import { readFileValue, writeFileValue } from '../fields/file-value'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { inputName } from '../schema/input-name'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import { valueOf } from './upload-file'
import * as words from '../words/files'

interface Writing {
  /** What is about to be written; the complete description of a file takes the place of the posted one. */
  readonly values: Record<string, string | null>
  /** The row's values until now; null for a new row. */
  readonly before: Readonly<Record<string, string | null>> | null
  /** Earlier values are put back, whose files are kept for that. */
  readonly isPutBack: boolean
}

/**
 * Lets a row refer to files, in the transaction that writes it: a file and its row are kept together or not at all. A user may only
 * refer to what they uploaded for this very column, or to what the column of another row shows them. The row of each file is locked
 * until the transaction ends, so that `clearFiles` cannot remove it in between.
 *
 * @throws {AdminError} `INVALID` at the field.
 */
export async function keepFiles(ctx: AdminContext, admin: Admin, writing: Writing): Promise<void> {
  const fields: Record<string, string> = {}
  for (const column of admin.table.columns) {
    if (!column.type.file || !(column.key in writing.values)) continue
    const value = writing.values[column.key] ?? null
    if (value === null || value === (writing.before?.[column.key] ?? null)) continue
    const kept = await keepFile(ctx, admin, { column, value, isPutBack: writing.isPutBack })
    if ('problem' in kept) fields[inputName(column.name)] = kept.problem
    else writing.values[column.key] = kept.value
  }
  const [first] = Object.values(fields)
  if (first !== undefined) throw new AdminError('INVALID', first, { fields })
}

interface Referring {
  readonly column: ColumnModel
  readonly value: string
  readonly isPutBack: boolean
}

async function keepFile(
  ctx: AdminContext,
  admin: Admin,
  { column, value, isPutBack }: Referring,
): Promise<{ value: string } | { problem: string }> {
  const given = readFileValue(value)
  // What an older row held before its column was declared as files comes back as it was.
  if (given === null) return isPutBack ? { value } : { problem: words.chooseFile }
  const [row] = await ctx.db.select().from(files).where(eq(files.key, given.key)).for('update')
  if (!row || row.state === 'sending' || row.state === 'removing') return { problem: words.fileGone }
  if (!isPutBack && !(await mayRefer(ctx, admin, { column, row }))) return { problem: words.notYours }
  await ctx.db
    .update(files)
    .set({ state: 'kept', keptAt: sql`now()` })
    .where(eq(files.key, row.key))
  // Never what a form says about type and size.
  return { value: isPutBack ? value : writeFileValue(valueOf(row), column) }
}

/** Whether the actor may let the column of a row refer to this file, and so may see it. */
export async function mayRefer(
  ctx: AdminContext,
  admin: Admin,
  { column, row }: { column: ColumnModel; row: typeof files.$inferSelect },
): Promise<boolean> {
  if (row.table !== admin.path || row.column !== column.name) return false
  if (row.state === 'pending') return row.ownerId === ctx.actor.id
  // As in a copy of a row that the actor sees.
  if (!mayViewColumn(ctx, admin, column)) return false
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const found = await ctx.db.execute(
    sql`select 1 from ${fromSql(ref)} where ${fileKeySql(columnSql(ref, column), column)} = ${row.key} and ${allowed.where} limit 1`,
  )
  return found.length > 0
}
