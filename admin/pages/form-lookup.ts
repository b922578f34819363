import type { LookupAnswer } from '../fields/field-meta'
import { isLimited } from '../permissions/choices-allowed'
import { loadRecord } from '../query/load-record'
import { type FormValuesNow, lookup, type LookupRequest } from '../query/lookup'
import { byName } from '../schema/by-name'
import { escapeName, unescapeName } from '../schema/keys'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName } from '../write/form-values'
import { writableAmong } from '../write/writable-columns'

export interface FormLookupRequest extends Omit<LookupRequest, 'form'> {
  /** The key of the form's row; null while it is being added. */
  row: string | null
  /** The form's values now, by form name, as typed. */
  typed: ReadonlyMap<string, string>
}

/**
 * The rows that a relation's input offers in a form with these values. They only replace values that the actor may
 * write, so nothing that is sent offers more than the form itself does.
 * @throws {AdminError} as `lookup` does; `NOT_FOUND` for a row that the actor may not view.
 */
export async function formLookup(
  ctx: AdminContext,
  admin: Admin,
  { row, typed, ...request }: FormLookupRequest,
): Promise<LookupAnswer> {
  const column = admin.table.columns.find((candidate) => escapeName(candidate.name) === request.column)
  const needsForm = request.filter !== true && column?.link && isLimited(admin, column.link)
  return lookup(ctx, admin, needsForm ? { ...request, form: await formNow(ctx, admin, { row, typed }) } : request)
}

async function formNow(
  ctx: AdminContext,
  admin: Admin,
  { row, typed }: Pick<FormLookupRequest, 'row' | 'typed'>,
): Promise<FormValuesNow> {
  const record = row === null ? null : (await loadRecord(ctx, admin, { key: row })).values
  const writable = writableAmong(ctx, admin, { columns: admin.table.columns, record })
  const values = byName(Object.entries(record ?? {}))
  for (const column of writable) {
    const text = typed.get(formName(column))
    if (text === undefined || column.secret) continue
    const parsed = text === '' ? null : column.valueType.schema(column, ctx).safeParse(text)
    // An invalid text is refused when it is saved; until then it counts as empty.
    values[column.key] = parsed?.success ? parsed.data : null
  }
  return { record, values }
}

/** The `value.<column>=` parameters of a lookup's query string. */
export function typedValuesOf(parameters: Iterable<readonly [string, string]>): Map<string, string> {
  const typed = new Map<string, string>()
  for (const [name, value] of parameters)
    if (name.startsWith('value.') && unescapeName(name.slice(6)) !== null) typed.set(name.slice(6), value)
  return typed
}
