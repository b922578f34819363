import type { LoadedRecord } from '../../query/load-record'
import type { AdminContext } from '../../site/context'
import type { Touched } from '../delete-plan'
import { deleteWithin } from '../delete-records'
import { claimTokens, isRowToken } from '../submit-token'
import { RowFailure, writeRows, type RowWrite } from '../write-rows'
import { lastPosition } from './child-rows'
import { inlineWritable, nestedInlines, parentValues, type Inline } from './inline'
import { InlineFailure } from './failure'
import { stepAside } from '../step-aside'
import type { StagedInline, StagedRow } from './stage'
import * as words from '../../words/inlines'

/**
 * Writes the rows of a record's inlines inside its transaction. Deletes come first, so that their unique values are free
 * for other rows.
 *
 * @param parent The saved parent.
 * @returns Whether anything was written.
 * @throws {InlineFailure}
 */
export async function writeInlines(
  ctx: AdminContext,
  staged: readonly StagedInline[],
  parent: LoadedRecord,
): Promise<boolean> {
  let changed = false
  for (const { inline, rows } of staged) {
    const fresh = await withoutSentBefore(ctx, inline, rows)
    for (const row of fresh.filter(({ action }) => action === 'delete')) await removeRow(ctx, inline, row)
    await freeValues(ctx, inline, fresh)
    const known = await numbered(ctx, inline, { rows: fresh, parent })
    const written = await writeAll(ctx, inline, {
      rows: known.filter(({ action }) => action === 'change' || action === 'add'),
      parent,
    })
    for (const row of known) {
      const record = written.get(row) ?? row.record
      if (record && row.action !== 'delete' && (await writeInlines(ctx, row.nested, record))) changed = true
    }
    if (fresh.some(({ action }) => action !== 'keep')) changed = true
  }
  return changed
}

/** Leaves out new rows that an earlier post of the same form has already added. */
async function withoutSentBefore(
  ctx: AdminContext,
  { admin }: Inline,
  rows: readonly StagedRow[],
): Promise<readonly StagedRow[]> {
  const tokens = rows.flatMap(({ token }) => (isRowToken(token) ? [token] : []))
  if (tokens.length === 0) return rows
  const claimed = await claimTokens(ctx, admin, tokens)
  return rows.filter(({ token }) => !isRowToken(token) || claimed.has(token))
}

/** @throws {InlineFailure} if a rule of the database does not allow the value in between. */
async function freeValues(ctx: AdminContext, { admin }: Inline, rows: readonly StagedRow[]): Promise<void> {
  const written = rows.filter(({ action }) => action === 'change' || action === 'add')
  try {
    await stepAside(
      ctx,
      admin,
      written.map(({ record, values }) => ({ before: record, values })),
    )
  } catch (error) {
    if (!(error instanceof RowFailure)) throw error
    throw new InlineFailure(admin, written[error.index]?.prefix ?? '', error.cause)
  }
}

/**
 * Rows that are deleted along must be in the form, as rows of an inline in this one: nobody expects others to go, and no
 * preview shows them. Rows of a join table are no more than relations of the row itself.
 */
async function removeRow(ctx: AdminContext, inline: Inline, { prefix, record }: StagedRow): Promise<void> {
  const { admin } = inline
  const below = new Set(nestedInlines(ctx, inline, record?.values ?? null).map((nested) => nested.admin.table))
  const isUnseen = ({ effect, table, via, locations, chosen }: Touched) =>
    effect === 'delete' &&
    (via === null ? locations.length > chosen : table === null || !(below.has(table) || table.joinTable))
  try {
    await deleteWithin(ctx, admin, {
      selection: { kind: 'keys', keys: [record?.key ?? ''] },
      agreed: null,
      alone: ({ touched, page }) => (touched.some(isUnseen) ? words.takesAlong(page.sentence) : null),
    })
  } catch (error) {
    throw new InlineFailure(admin, prefix, error)
  }
}

/** Places new rows without a position after the existing ones. */
async function numbered(
  ctx: AdminContext,
  inline: Inline,
  { rows, parent }: { rows: readonly StagedRow[]; parent: LoadedRecord },
): Promise<StagedRow[]> {
  const { sortable } = inline
  const isLoose = ({ action, values }: StagedRow) =>
    action === 'add' && sortable !== null && (values[sortable.key] ?? null) === null
  if (sortable === null || !rows.some(isLoose)) return [...rows]
  let last = await lastPosition(ctx, inline, parent.values)
  for (const { values } of rows) last = Math.max(last, Number(values[sortable.key] ?? 0))
  return rows.map((row) => {
    if (!isLoose(row)) return row
    last++
    return { ...row, values: { ...row.values, [sortable.key]: String(last) } }
  })
}

interface Writing {
  rows: readonly StagedRow[]
  parent: LoadedRecord
}

async function writeAll(
  ctx: AdminContext,
  inline: Inline,
  { rows, parent }: Writing,
): Promise<Map<StagedRow, LoadedRecord>> {
  if (rows.length === 0) return new Map()
  const { admin, link, limits } = inline
  const writes = rows.map(({ record, values }): RowWrite => {
    const columns = inlineWritable(ctx, inline, record?.values ?? null)
    return record
      ? { before: record, values, columns, limits, locked: true }
      : { before: null, values: { ...values, ...parentValues(inline, parent.values) }, columns, limits, known: link }
  })
  try {
    const written = await writeRows(ctx, admin, writes)
    return new Map(rows.flatMap((row, index) => (written[index] ? [[row, written[index].record] as const] : [])))
  } catch (error) {
    if (!(error instanceof RowFailure)) throw error
    throw new InlineFailure(admin, rows[error.index]?.prefix ?? '', error.cause)
  }
}
