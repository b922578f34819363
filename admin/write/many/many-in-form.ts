import { mayChangeColumn } from '../../permissions/columns-allowed'
import { mayAct } from '../../permissions/rows-allowed'
import { mayPick } from '../../query/lookup'
import { manySeen } from '../../query/many-rows'
import type { LoadedRecord } from '../../query/load-record'
import { waysSeen } from '../../query/ways-seen'
import type { AdminContext } from '../../site/context'
import { isMany, type ManyRelation } from '../../site/many'
import type { Admin } from '../../site/site'
import { inlinesOf } from '../inlines/inline'
import { declaredReadOnlyMany, formColumns } from '../writable-columns'

type Values = LoadedRecord['values'] | null

export const mayAddRelated = (ctx: AdminContext, { way }: ManyRelation): boolean =>
  mayAct(ctx, way.child, 'add') &&
  mayPick(ctx, way.join.other) &&
  [...way.columns, ...way.join.other.columns].every((column) => mayChangeColumn(ctx, way.child, column))

export const mayRemoveRelated = (ctx: AdminContext, { way }: ManyRelation): boolean => mayAct(ctx, way.child, 'delete')

/** Whether the related rows have an order that this actor may change. */
export const mayOrderRelated = (ctx: AdminContext, { way, position }: ManyRelation): boolean =>
  position !== null && mayAct(ctx, way.child, 'change') && mayChangeColumn(ctx, way.child, position)

const mayEdit = (ctx: AdminContext, many: ManyRelation) =>
  mayAddRelated(ctx, many) || mayRemoveRelated(ctx, many) || mayOrderRelated(ctx, many)

/** The relations that are declared as fields of the form. */
export function manyInForm(ctx: AdminContext, admin: Admin, values: Values): ManyRelation[] {
  return formColumns(ctx, admin, values).flatMap(({ items }) => items.filter(isMany))
}

/** The relations that the record shows beside its form, where they can be edited too. */
export function manyBeside(ctx: AdminContext, admin: Admin, values: LoadedRecord['values']): ManyRelation[] {
  const shown = new Set(waysSeen(ctx, admin, values).flatMap(({ name, join }) => (join ? [name] : [])))
  if (shown.size === 0) return []
  const inForm = manyInForm(ctx, admin, values)
  const inlines = inlinesOf(ctx, admin, values)
  const isInline = ({ way }: ManyRelation) => inlines.some((inline) => inline.admin === way.child)
  return manySeen(ctx, admin).filter((many) => shown.has(many.way.name) && !inForm.includes(many) && !isInline(many))
}

/** The relations that a post may change, under the permissions of their join tables. */
export function writableMany(ctx: AdminContext, admin: Admin, values: Values): ManyRelation[] {
  const readOnly = declaredReadOnlyMany(ctx, admin, values)
  const beside = values === null ? [] : manyBeside(ctx, admin, values)
  return [...manyInForm(ctx, admin, values), ...beside].filter((many) => !readOnly.has(many) && mayEdit(ctx, many))
}
