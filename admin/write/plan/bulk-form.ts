import { mayChangeColumn } from '../../permissions/columns-allowed'
import { mayAct } from '../../permissions/rows-allowed'
import { manySeen } from '../../query/many-rows'
import { byName } from '../../schema/by-name'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import { isMany, manyNamed, type ManyRelation } from '../../site/many'
import { fieldOptions } from '../../site/field-options'
import type { Admin } from '../../site/site'
import * as words from '../../words/plan'
import { withLineFeeds } from '../../fields/line-ends'
import { emptyIsValue, formName, type PostedForm } from '../form-values'
import { mayAddRelated, mayRemoveRelated } from '../many/many-in-form'
import { keysIn, manyName } from '../many/posted-many'
import { parseChangedValues } from '../parse-values'
import { formColumns, namedColumn, writableAmong } from '../writable-columns'
import { operationsOf, type BulkEdit, type ColumnEdit, type ColumnOperation, type ManyOperation } from './bulk-edit'

/** A column or a relation that can be changed in many rows at once, and how. */
export type BulkField =
  | { column: ColumnModel; name: string; operations: readonly ColumnOperation[] }
  | { many: ManyRelation; name: string; operations: readonly ManyOperation[] }

/** The name of the select with the operation for an input. */
export const operationName = (name: string) => `~op.${name}`

/** What the actor can change in many rows of this table at once, in the order of the form. */
export function bulkFields(ctx: AdminContext, admin: Admin): BulkField[] {
  if (admin.table.kind !== 'table' || admin.table.key.length === 0 || admin.table.joinTable) return []
  if (!mayAct(ctx, admin, 'change')) return []
  const { bulk } = admin.options.list ?? {}
  const declared = typeof bulk === 'function' ? bulk({ actor: ctx.actor, record: null }) : bulk
  if (declared === false) return []
  const items = formColumns(ctx, admin, null).flatMap((section) => section.items)
  // Relations can be edited beside the form of a record where the form itself does not name them.
  const beside = manySeen(ctx, admin).filter((many) => !items.includes(many))
  const wanted = declared?.flatMap((name) => itemNamed(ctx, admin, name) ?? []) ?? [...items, ...beside]
  const columns = wanted.flatMap((item) => (isMany(item) ? [] : [item]))
  const writable = writableAmong(ctx, admin, { columns, record: null }).filter((column) => isBulk(ctx, admin, column))
  return wanted.flatMap((item): BulkField[] => {
    if (isMany(item)) return relationField(ctx, item)
    if (!writable.includes(item)) return []
    return [{ column: item, name: formName(item), operations: operationsAllowed(admin, item) }]
  })
}

/** Without those whose outcome the rules of the field could forbid: what a form checks is only a value that is typed. */
function operationsAllowed(admin: Admin, column: ColumnModel): ColumnOperation[] {
  const { required = false, validate } = fieldOptions(admin, column)
  const isRuled = validate !== undefined || column.choices !== null
  return operationsOf(column).filter((operation) =>
    operation === 'clear' ? !required : operation === 'set' || !isRuled,
  )
}

function itemNamed({ site }: AdminContext, admin: Admin, name: string): ColumnModel | ManyRelation | undefined {
  return namedColumn(admin.table.columns, name) ?? manyNamed(site, admin, name)
}

/**
 * A value that only one row can have is nothing to set in many, and neither are keys, secrets, composite values, and a part of a
 * reference of several columns, which alone would refer to another row or to none.
 */
function isBulk(ctx: AdminContext, admin: Admin, column: ColumnModel): boolean {
  return (
    !column.unique &&
    !admin.table.key.includes(column) &&
    !column.secret &&
    !column.type.composed &&
    !column.type.file &&
    column.type.known &&
    !isPartOfReference(admin, column) &&
    mayChangeColumn(ctx, admin, column)
  )
}

const isPartOfReference = ({ table }: Admin, column: ColumnModel) =>
  column.link === null ? table.links.some(({ columns }) => columns.includes(column)) : column.link.columns.length > 1

function relationField(ctx: AdminContext, many: ManyRelation): BulkField[] {
  const operations = [
    ...(mayAddRelated(ctx, many) ? (['include'] as const) : []),
    ...(mayRemoveRelated(ctx, many) ? (['exclude'] as const) : []),
  ]
  return operations.length === 0 ? [] : [{ many, name: manyName(many), operations }]
}

/** A posted bulk edit, and what is wrong with it by input name. */
export interface ParsedBulk {
  edit: BulkEdit
  errors: Record<string, string>
}

/** Reads a posted bulk edit. Values are checked as the form of a single row checks them. */
export function parseBulk(
  ctx: AdminContext,
  admin: Admin,
  { fields, form }: { fields: readonly BulkField[]; form: PostedForm },
): ParsedBulk {
  const columns: ColumnEdit[] = []
  const relations: BulkEdit['relations'][number][] = []
  const errors: Record<string, string> = byName([])
  for (const field of fields) {
    const operation = form.get(operationName(field.name)) ?? ''
    const text = withLineFeeds(form.get(field.name) ?? '')
    if (operation === '') {
      if (text.trim() !== '') errors[field.name] = words.unusedValue
    } else if ('many' in field) {
      const known = field.operations.find((candidate) => candidate === operation)
      const keys = keysIn(text)
      if (!known) errors[field.name] = words.unknownOperation
      else if (keys.length > 0) relations.push({ many: field.many, operation: known, keys })
    } else {
      const known = field.operations.find((candidate) => candidate === operation)
      const read = known ? parseColumn(ctx, admin, { column: field.column, operation: known, text }) : null
      if (read === null) errors[field.name] = words.unknownOperation
      else if ('problem' in read) errors[field.name] = read.problem
      else columns.push(read)
    }
  }
  return { edit: { columns, relations }, errors }
}

interface Typed {
  column: ColumnModel
  operation: ColumnOperation
  text: string
}

function parseColumn(
  ctx: AdminContext,
  admin: Admin,
  { column, operation, text }: Typed,
): ColumnEdit | { problem: string } {
  if (operation === 'clear') return { column, operation, value: null }
  if (operation === 'add' || operation === 'subtract') {
    const read = column.valueType.plus?.amount.safeParse(text)
    if (read?.success === true) return { column, operation, value: read.data }
    return { problem: read?.error.issues[0]?.message ?? words.unknownOperation }
  }
  // NULL would be the new value of the column, not a list of elements.
  if (operation !== 'set' && text.trim() === '') return { problem: words.noElements }
  const typed = text === '' && !emptyIsValue(column) ? null : text
  const { values, errors } = parseChangedValues(ctx, admin, new Map([[column, typed]]))
  const problem = errors[formName(column)]
  return problem === undefined ? { column, operation, value: values[column.key] ?? null } : { problem }
}
