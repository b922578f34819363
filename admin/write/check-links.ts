import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { type Choices, choicesAllowed, type FieldLimits } from '../permissions/choices-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { isBadValue } from '../postgres/errors'
import type { LoadedRecord } from '../query/load-record'
import { columnSql, fromSql, rootAlias, rootRef, valueSql } from '../query/table-ref'
import type { ColumnModel, Link } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName } from './form-values'
import type { WriteValues } from './parse-values'
import * as rowsWords from '../words/rows'
import * as saveWords from '../words/save'

interface Written {
  values: WriteValues
  record: LoadedRecord | null
  /** A reference to a row that is saved in the same form. */
  known?: Link | undefined
  /**
   * The columns that the form could write: where a choice can be corrected. Null if earlier values are put back, which the
   * options of a form do not limit.
   */
  columns: readonly ColumnModel[] | null
  /** Limits on options that the inline declares which the row is in. */
  limits?: FieldLimits | undefined
}

/**
 * A relation may only be set to a row that the actor may view and that its declared `where` allows. A hidden row and a
 * missing one give the same error.
 * @throws {AdminError} `INVALID` at the field.
 */
export async function checkLinks(ctx: AdminContext, admin: Admin, written: Written): Promise<void> {
  const errors: Record<string, string> = {}
  for (const link of admin.table.links) {
    if (link === written.known) continue
    const isSet = link.columns.some((column) => column.key in written.values)
    const choices = written.columns === null ? null : choicesIn(ctx, admin, { ...written, link })
    // A stored choice that is no longer offered can stay, unless the values that it depends on change.
    const isChecked = isSet || (choices !== null && dependsOn(choices, written) && mayCorrect(link, written))
    const parts = isChecked ? partsOf(link, written) : null
    if (parts === null) continue
    // A row may refer to itself, even one that is just being added and cannot be found yet.
    if (refersToItself(admin, link, { parts, written }) && (choices === null || isUnsaved(link, written))) continue
    const found = await findTarget(ctx, link, { parts, choices })
    if (found === 'allowed') continue
    // A reference that this form does not change may also be to a row that the actor may not view.
    if (!isSet && found === 'hidden') continue
    const named = link.columns.toReversed().find((column) => column.key in written.values) ?? link.columns.at(-1)
    const { singular } = ctx.site.adminOf(link.target)
    if (named)
      errors[formName(named)] = found === 'hidden' ? rowsWords.noSuch(singular) : rowsWords.notOffered(singular)
  }
  if (Object.keys(errors).length > 0) throw new AdminError('INVALID', saveWords.needCorrection(1), { fields: errors })
}

function choicesIn(
  ctx: AdminContext,
  admin: Admin,
  { link, values, record, limits }: Pick<Written, 'values' | 'record' | 'limits'> & { link: Link },
): Choices | null {
  const stored = record?.values ?? null
  return choicesAllowed(ctx, admin, {
    link,
    record: stored,
    values: { ...stored, ...values },
    alias: rootAlias,
    limits,
  })
}

const dependsOn = ({ reads }: Choices, { values }: Written) => [...reads].some((key) => key in values)

const mayCorrect = (link: Link, { columns }: Written) => link.columns.some((column) => columns?.includes(column))

/** The values of the reference; null if there is nothing to look for. */
function partsOf(link: Link, { values, record }: Written): readonly string[] | null {
  const parts = link.columns.map(
    (column) => (column.key in values ? values[column.key] : record?.values[column.key]) ?? null,
  )
  const known = parts.filter((part) => part !== null)
  // MATCH SIMPLE: a reference that contains a NULL refers to nothing.
  return known.length < parts.length ? null : known
}

function refersToItself(
  admin: Admin,
  link: Link,
  { parts, written: { values, record } }: { parts: readonly string[]; written: Written },
): boolean {
  const own = link.targetColumns.map((column) => values[column.key] ?? record?.values[column.key])
  return link.target === admin.table && own.every((value, index) => value === parts[index])
}

/** Whether the database does not have the values yet that the reference leads to. */
const isUnsaved = ({ targetColumns }: Link, { values, record }: Written) =>
  record === null || targetColumns.some(({ key }) => key in values)

type Found = 'allowed' | 'not offered' | 'hidden'

async function findTarget(
  ctx: AdminContext,
  link: Link,
  { parts, choices }: { parts: readonly string[]; choices: Choices | null },
): Promise<Found> {
  const ref = rootRef(link.target)
  try {
    const allowed = rowsAllowed(ctx, ctx.site.adminOf(link.target), { verb: 'view', alias: ref.alias })
    const matches = link.targetColumns.map(
      (column, index) => sql`${columnSql(ref, column)} = ${valueSql(parts[index] ?? null, column)}`,
    )
    const [row] = await ctx.db.execute<{ fits: boolean | null }>(
      sql`select ${choices?.where ?? sql`true`} as fits from ${fromSql(ref)} where ${sql.join([...matches, allowed.where], sql` and `)} limit 1`,
    )
    if (!row) return 'hidden'
    return row.fits === true ? 'allowed' : 'not offered'
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return 'hidden'
    if (isBadValue(error)) return 'hidden'
    throw error
  }
}
