import { AdminError } from '../errors'
import type { LookupAnswer } from '../fields/field-meta'
import { type FieldLimits, isLimited } from '../permissions/choices-allowed'
import { declaredLookup } from '../query/filters/declared'
import { loadRecord } from '../query/load-record'
import { type FormValuesNow, lookup, type LookupRequest } from '../query/lookup'
import { escapeName, unescapeName } from '../schema/keys'
import type { AdminContext } from '../site/context'
import { adminSlug } from '../site/paths'
import type { Admin } from '../site/site'
import { inlineAt } from '../write/inlines/inline'
import { typedValues } from '../write/typed-values'
import { writableAmong } from '../write/writable-columns'
import * as rowsWords from '../words/rows'

export interface FormLookupRequest extends Omit<LookupRequest, 'form' | 'limits'> {
  /** The key of the form's row; null while it is being added. */
  row: string | null
  /** The form's values now, by form name, as typed. */
  typed: ReadonlyMap<string, string>
  /** The inline that the row is in: the path of the parent's page, and the inline's name; with that of an inline in it. */
  inline?: string | null
  /** The parent's key; null while it is being added. */
  parent?: string | null
}

/**
 * The rows that a relation's input offers in a form with these values. They only replace values that the actor may
 * write, so nothing that is sent offers more than the form itself does.
 * @throws {AdminError} as `lookup` does; `NOT_FOUND` for a row that the actor may not view.
 */
export async function formLookup(
  ctx: AdminContext,
  admin: Admin,
  { row, typed, inline = null, parent = null, ...request }: FormLookupRequest,
): Promise<LookupAnswer> {
  const column = admin.table.columns.find((candidate) => escapeName(candidate.name) === request.column)
  const declared = request.filter === true && !column ? await declaredLookup(ctx, admin, request) : null
  if (declared) return declared
  const limits = inline === null ? undefined : await limitsIn(ctx, admin, { inline, parent })
  const needsForm = request.filter !== true && column?.link && isLimited(admin, column.link, limits)
  if (!needsForm) return lookup(ctx, admin, request)
  return lookup(ctx, admin, { ...request, limits, form: await formNow(ctx, admin, { row, typed }) })
}

/**
 * What an inline declares for its rows. Like the limits themselves this is no permission: a question without its inline
 * has more answers, but none of them can be saved.
 *
 * @throws {AdminError} `NOT_FOUND` if there is no such inline.
 */
async function limitsIn(
  ctx: AdminContext,
  admin: Admin,
  { inline, parent }: { inline: string; parent: string | null },
): Promise<FieldLimits | undefined> {
  const [slug = '', ...names] = inline.split(',')
  const parentAdmin = ctx.site.admins.find((candidate) => adminSlug(candidate) === slug)
  const record = parent === null || !parentAdmin ? null : (await loadRecord(ctx, parentAdmin, { key: parent })).values
  const found = parentAdmin && inlineAt(ctx, parentAdmin, { names, record })
  if (found?.admin !== admin) throw new AdminError('NOT_FOUND', rowsWords.noSuch(admin.singular))
  return found.limits
}

async function formNow(
  ctx: AdminContext,
  admin: Admin,
  { row, typed }: Pick<FormLookupRequest, 'row' | 'typed'>,
): Promise<FormValuesNow> {
  const record = row === null ? null : (await loadRecord(ctx, admin, { key: row })).values
  const writable = writableAmong(ctx, admin, { columns: admin.table.columns, record })
  const values = typedValues(ctx, { record, typed, columns: writable })
  return { record, values }
}

/** The `value.<column>=` parameters of a lookup's query string. */
export function typedValuesOf(parameters: Iterable<readonly [string, string]>): Map<string, string> {
  const typed = new Map<string, string>()
  for (const [name, value] of parameters)
    if (name.startsWith('value.') && unescapeName(name.slice(6)) !== null) typed.set(name.slice(6), value)
  return typed
}
