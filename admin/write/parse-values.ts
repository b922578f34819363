import { AdminError } from '../errors'
import { formSchemaOf } from '../fields/field-type'
import { isOptionalEmpty } from '../fields/meta'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { fieldOptions, type FieldCheck } from '../site/field-options'
import type { Admin } from '../site/site'
import { suggestedSlug } from './suggested-slug'
import { emptyIsValue, formName, postedText, type PostedForm } from './form-values'
import { byName } from '../schema/by-name'
import * as valuesWords from '../words/values'
import * as saveWords from '../words/save'

/** Input text for PostgreSQL by column property; null is NULL. */
export type WriteValues = Record<string, string | null>

export interface ParsedForm {
  values: WriteValues
  /** By form name. */
  errors: Record<string, string>
}

/**
 * The values of a row to add. An empty field is left to the database if it has a default; otherwise it becomes NULL if
 * the column allows it, or is reported as missing.
 */
export function parseAddValues(
  ctx: AdminContext,
  admin: Admin,
  { form, columns }: { form: PostedForm; columns: readonly ColumnModel[] },
): ParsedForm {
  const shown = new Set(columns.map(formName))
  const parsed: ParsedForm = { values: byName(), errors: {} }
  for (const column of columns) {
    const typed = postedText(form, column, shown)
    // Before JavaScript nothing is suggested while typing.
    const text =
      typed === '' || (typed === null && column.notNull) ? suggestedSlug(ctx, admin, { column, form }) || typed : typed
    const filled = column.defaultKind !== 'none' || column.sequence !== null
    const asked = form.has(`~null.${formName(column)}`)
    if (
      text === undefined ||
      ((text === null || text === '') && filled && !(text === null && asked && emptyIsValue(column) && !column.notNull))
    ) {
      // A checkbox that is not sent means "no", even if the column has a default.
      if (text === undefined && !filled && column.notNull) parsed.errors[formName(column)] = required
      continue
    }
    addValue(ctx, parsed, { column, text, admin })
  }
  return parsed
}

/** The values that differ from those the form was loaded with. */
export function parseChangedValues(
  ctx: AdminContext,
  admin: Admin,
  changed: ReadonlyMap<ColumnModel, string | null>,
): ParsedForm {
  const parsed: ParsedForm = { values: byName(), errors: {} }
  for (const [column, text] of changed) addValue(ctx, parsed, { column, text, admin })
  return parsed
}

const required = valuesWords.requiredShort

function addValue(
  ctx: AdminContext,
  parsed: ParsedForm,
  { column, text, admin }: { column: ColumnModel; text: string | null; admin: Admin },
): void {
  const name = formName(column)
  const { required: asked = false, validate } = fieldOptions(admin, column)
  if (text === null) {
    if (column.notNull || asked) parsed.errors[name] = required
    else parsed.values[column.key] = null
    return
  }
  if (text === '' && (asked || !isOptionalEmpty(column, admin.options.form?.optional ?? []))) {
    parsed.errors[name] = required
    return
  }
  const result = formSchemaOf(column.type, column, ctx).safeParse(text)
  const problem = result.success && validate ? checkedBy(validate, result.data, ctx.actor) : null
  if (problem !== null) parsed.errors[name] = problem
  else if (result.success) parsed.values[column.key] = result.data
  else parsed.errors[name] = result.error.issues[0]?.message ?? valuesWords.doesNotFit
}

/** What the declared check says is wrong with a value. One that throws accepts nothing: its fault is in the log. */
function checkedBy(check: FieldCheck, value: string, actor: AdminContext['actor']): string | null {
  try {
    if (typeof check === 'function') return check(value, actor) ?? null
    const result = check.safeParse(value)
    return result.success ? null : (result.error.issues[0]?.message ?? valuesWords.doesNotFit)
  } catch (error) {
    console.error('brolly: a declared check of a field threw an error. The value was refused.', error)
    return valuesWords.doesNotFit
  }
}

/** @throws {AdminError} `INVALID` with the number of invalid fields, and the problem of each. */
export function refuseErrors(errors: Readonly<Record<string, string>>): void {
  const count = Object.keys(errors).length
  if (count === 0) return
  throw new AdminError('INVALID', saveWords.needCorrection(count), { fields: { ...errors } })
}
