import type { ConditionMeta, ConditionTerm } from '../fields/field-meta'
import { byName } from '../schema/by-name'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { watched } from '../permissions/choices-allowed'
import { mayViewColumn } from '../permissions/columns-allowed'
import { fieldOptions, type AnyCondition } from '../site/field-options'
import type { Admin } from '../site/site'
import * as words from '../words/values'
import { formName, formText, postedBase, postedText, type PostedForm } from './form-values'
import { typedValues, type TypedTexts } from './typed-values'
import { writableColumns } from './writable-columns'

type Values = Readonly<Record<string, string | null>>

/** The fields that depend on others, with certain values of these. */
export interface FieldStates {
  /** Columns that are not part of the form. */
  hidden: ReadonlySet<ColumnModel>
  /** Columns that are, but cannot be changed. */
  locked: ReadonlySet<ColumnModel>
  /** The columns whose values declared functions have read. */
  reads: readonly ColumnModel[]
}

interface FormNow {
  /** The stored row; null while it is being added. */
  record: Values | null
  /** What is typed, of which only the texts of these columns count. */
  typed: TypedTexts
  columns: readonly ColumnModel[]
}

const none: FieldStates = { hidden: new Set(), locked: new Set(), reads: [] }

/** Whether a field of the table depends on others. */
export const hasConditions = (admin: Admin): boolean => conditional(admin).length > 0

/** Whether only the server can tell what a field depends on. */
export const asksServer = (admin: Admin): boolean =>
  conditional(admin).some(({ visible, readOnly }) => typeof visible === 'function' || typeof readOnly === 'function')

const conditional = (admin: Admin) =>
  admin.options.form?.fields === undefined
    ? []
    : admin.table.columns.flatMap((column) => {
        const { visible, readOnly } = fieldOptions(admin, column)
        return visible === undefined && readOnly === undefined ? [] : [{ column, visible, readOnly }]
      })

/**
 * Decides about the fields that depend on others. What is typed in a field that is hidden or locked does not count, so another
 * field that depends on it is decided by its stored value. Conditions that contradict each other lock the fields concerned.
 */
export function fieldStates(ctx: AdminContext, admin: Admin, { record, typed, columns }: FormNow): FieldStates {
  const fields = conditional(admin)
  if (fields.length === 0) return none
  const reads = new Set<string>()
  let ignored = new Set<ColumnModel>()
  for (let round = 0; ; round++) {
    const counted = columns.filter((column) => !ignored.has(column))
    const values = typedValues(ctx, { record, typed, columns: counted })
    const holds = (condition: AnyCondition | undefined, otherwise: { absent: boolean; failed: boolean }) =>
      condition === undefined ? otherwise.absent : isMet(ctx, admin, { condition, record, values, reads, ...otherwise })
    const hidden = fields.filter(({ visible }) => !holds(visible, { absent: true, failed: false }))
    const locked = fields.filter(({ readOnly }) => holds(readOnly, { absent: false, failed: true }))
    const next = new Set([...hidden, ...locked].map(({ column }) => column))
    const isSettled = next.size === ignored.size && [...next].every((column) => ignored.has(column))
    if (isSettled || round > fields.length)
      return {
        hidden: new Set(hidden.map(({ column }) => column)),
        locked: isSettled ? new Set(locked.map(({ column }) => column)) : new Set([...next, ...ignored]),
        reads: admin.table.columns.filter(({ key }) => reads.has(key)),
      }
    ignored = next
  }
}

/** Those of these columns that a post may write, with what it contains. */
export function writableWith(
  ctx: AdminContext,
  admin: Admin,
  { record, form, columns }: { record: Values | null; form: PostedForm; columns: readonly ColumnModel[] },
): readonly ColumnModel[] {
  if (!hasConditions(admin)) return columns
  const shown = new Set(record === null ? columns.map(formName) : Object.keys(postedBase(form)))
  const typed = new Map(
    columns.flatMap((column) => {
      const text = postedText(form, column, shown)
      return text === undefined ? [] : [[formName(column), text] as const]
    }),
  )
  const { hidden, locked } = fieldStates(ctx, admin, { record, typed, columns })
  return columns.filter((column) => !hidden.has(column) && !locked.has(column))
}

/** The columns that may be written in a row as it is, without a form in which others change as well. */
export function writableInRow(ctx: AdminContext, admin: Admin, record: Values): readonly ColumnModel[] {
  return writableWith(ctx, admin, { record, form: new Map(), columns: writableColumns(ctx, admin, record) })
}

/** Required fields without a value that what is posted has made part of the form. Nobody has changed them, but they are new there. */
export function appeared(
  ctx: AdminContext,
  admin: Admin,
  {
    record,
    columns,
    changed,
  }: { record: { values: Values }; columns: readonly ColumnModel[]; changed: ReadonlyMap<ColumnModel, string | null> },
): Map<ColumnModel, null> {
  if (!hasConditions(admin)) return new Map()
  const before = writableInRow(ctx, admin, record.values)
  const isNew = (column: ColumnModel) =>
    fieldOptions(admin, column).required === true && !before.includes(column) && !changed.has(column)
  return new Map(
    columns.flatMap((column) =>
      (record.values[column.key] ?? null) === null && isNew(column) ? [[column, null]] : [],
    ),
  )
}

interface Asked {
  condition: AnyCondition
  record: Values | null
  values: Values
  reads: Set<string>
  /** What a function that throws amounts to. */
  failed: boolean
}

function isMet(ctx: AdminContext, admin: Admin, { condition, record, values, reads, failed }: Asked): boolean {
  if (typeof condition !== 'function')
    return termsOf(admin, condition).every(({ column, texts }) =>
      texts.includes(formText(ctx, column, values[column.key]) ?? ''),
    )
  const all = byName<string | null>(admin.table.columns.map(({ key }) => [key, values[key] ?? null]))
  try {
    return condition({ actor: ctx.actor, record, values: watched(all, reads) as never })
  } catch (error) {
    console.error(`brolly: a condition of a field of ${admin.path} threw an error. The field cannot be changed.`, error)
    return failed
  }
}

const termsOf = (admin: Admin, condition: Exclude<AnyCondition, (...given: never[]) => unknown>) =>
  Object.entries(condition.when as Readonly<Record<string, unknown>>).flatMap(([name, given]) => {
    const column = admin.table.columns.find(({ key }) => key === name)
    // `brolly check` reports a name without a column.
    if (!column) return []
    const texts = (Array.isArray(given) ? given : [given]).map((value: unknown) => String(value ?? ''))
    return [{ column, texts }]
  })

interface Drawn extends FormNow {
  column: ColumnModel
}

/** What a form has to know of a field that depends on others. */
export function conditionMetas(
  ctx: AdminContext,
  admin: Admin,
  { column, ...now }: Drawn,
): { visible?: ConditionMeta; locked?: ConditionMeta } {
  const { visible, readOnly } = fieldOptions(admin, column)
  if (visible === undefined && readOnly === undefined) return {}
  const { hidden, locked } = fieldStates(ctx, admin, now)
  const meta = (condition: AnyCondition, met: boolean, note: (terms: string | null) => string): ConditionMeta => ({
    met,
    note: note(typeof condition === 'function' ? null : spoken(ctx, admin, condition)),
    terms: typeof condition === 'function' ? null : inputTerms(ctx, admin, { condition, ...now }),
  })
  return {
    ...(visible === undefined ? {} : { visible: meta(visible, !hidden.has(column), words.onlyUsedIf) }),
    ...(readOnly === undefined ? {} : { locked: meta(readOnly, locked.has(column), words.cannotChangeIf) }),
  }
}

type Declared = Exclude<AnyCondition, (...given: never[]) => unknown>

/** "Status is Shipped or Delivered"; null if it depends on a column that the actor may not view. */
function spoken(ctx: AdminContext, admin: Admin, condition: Declared): string | null {
  const terms = termsOf(admin, condition)
  if (!terms.every(({ column }) => mayViewColumn(ctx, admin, column))) return null
  const parts = terms.map(({ column, texts }) =>
    words.fieldIs(
      column.label,
      texts.map((text) => {
        if (text === '') return words.emptyValue
        const choice = column.valueType.meta(column).options?.find(({ value }) => value === text)
        return choice?.label ?? text
      }),
    ),
  )
  return words.allOf(parts)
}

/** Terms about inputs of the form. What cannot be typed there is decided here: it either always holds, or never. */
function inputTerms(
  ctx: AdminContext,
  admin: Admin,
  { condition, record, columns }: FormNow & { condition: Declared },
): ConditionTerm[] {
  return termsOf(admin, condition).flatMap(({ column, texts }) => {
    if (columns.includes(column)) return [{ name: formName(column), values: texts }]
    const isMet = texts.includes(formText(ctx, column, record?.[column.key]) ?? '')
    // The name of no input.
    return isMet ? [] : [{ name: '', values: [] }]
  })
}
