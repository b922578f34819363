import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import type { ColumnModel } from '../schema/model'
import type { ActionOptions } from '../site/action'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName, type PostedForm } from '../write/form-values'
import { parseAddValues } from '../write/parse-values'
import { parseSchemaFields, schemaFields, type ParsedInput, type SchemaField } from '../write/schema-fields'
import * as words from '../words/actions'

/** A value that an action asks for: a column of its table, or a property of its schema. */
export type ActionField = { name: string; column: ColumnModel } | { name: string; property: SchemaField }

type Action = Pick<ActionOptions<PgTable>, 'name' | 'form'>

/** The values that an action asks for, in order; none if it has no form. */
export function actionFields(admin: Admin, { name, form }: Action): ActionField[] {
  if (form === undefined) return []
  if (!Array.isArray(form)) return schemaFields(form).map((property) => ({ name: property.meta.name, property }))
  return form.map((key) => {
    const column = admin.table.columns.find((candidate) => candidate.key === key)
    if (!column) throw new AdminError('MISCONFIGURED', words.unknownColumn(name, key, admin.path))
    return { name: formName(column), column }
  })
}

/** Reads the posted values: those of columns as input text for PostgreSQL, those of a schema as it returns them. */
export function parseInput(
  ctx: AdminContext,
  admin: Admin,
  { action, form }: { action: Action; form: PostedForm },
): ParsedInput {
  if (action.form === undefined) return { input: {}, errors: {} }
  const fields = actionFields(admin, action)
  if (Array.isArray(action.form)) {
    const columns = fields.flatMap((field) => ('column' in field ? [field.column] : []))
    const { values, errors } = parseAddValues(ctx, admin, { form, columns })
    return { input: { ...values }, errors: { ...errors } }
  }
  const properties = fields.flatMap((field) => ('property' in field ? [field.property] : []))
  return parseSchemaFields(action.form, { fields: properties, form })
}
