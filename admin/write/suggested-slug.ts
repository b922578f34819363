import { slugText } from '../fields/slug-text'
import { mayViewColumn } from '../permissions/columns-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName, type PostedForm } from './form-values'

/** The columns from whose texts a value is suggested for a column of a row to add; none if it is not. */
export function suggestionSources(
  ctx: Pick<AdminContext, 'actor'>,
  admin: Admin,
  column: ColumnModel,
): readonly ColumnModel[] {
  const given = admin.options.form?.prepopulate as Readonly<Record<string, readonly string[] | undefined>> | undefined
  const declared = given && Object.hasOwn(given, column.key) ? given[column.key] : undefined
  const { label, table } = admin
  const hasDefault = column.defaultKind !== 'none'
  const named = column.type.suggested && label.kind === 'columns' && !hasDefault ? label.columns : []
  const sources = declared ? table.columns.filter(({ key }) => declared.includes(key)) : named
  return sources.filter((source) => source !== column && !source.secret && mayViewColumn(ctx, admin, source))
}

/** What is suggested for a column that was left empty; '' if there is nothing to make it from. */
export function suggestedSlug(
  ctx: Pick<AdminContext, 'actor'>,
  admin: Admin,
  { column, form }: { column: ColumnModel; form: PostedForm },
): string {
  const texts = suggestionSources(ctx, admin, column).map((source) => form.get(formName(source)) ?? '')
  return slugText(texts.join(' '), column.length ?? undefined)
}
