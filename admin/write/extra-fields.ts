import type { LoadedRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { PostedForm } from './form-values'
import { parseSchemaFields, type ParsedInput, schemaFields, type SchemaField } from './schema-fields'

/** What the names of their inputs begin with. */
export const extraPrefix = '~extra.'

export interface ExtraFields {
  fields: SchemaField[]
  label: string | null
  description: string | null
  parse: (form: PostedForm) => ParsedInput
}

/** The fields of a form that are no columns, as `form.extra` declares them; null without any. */
export function extraFields(ctx: AdminContext, admin: Admin, record: LoadedRecord | null): ExtraFields | null {
  const declared = admin.options.form?.extra
  const request = { actor: ctx.actor, record: record?.values ?? null }
  const schema = typeof declared === 'function' ? declared(request) : declared
  if (!schema) return null
  const fields = schemaFields(schema, extraPrefix)
  const { title = null, description = null } = schema.meta() ?? {}
  return { fields, label: title, description, parse: (form) => parseSchemaFields(schema, { fields, form }) }
}

/** Whether something was entered in such a field: the hooks are called then, even if no column was changed. */
export const isEntered = ({ fields }: ExtraFields, form: PostedForm): boolean =>
  fields.some(({ meta, initial }) => {
    const text = form.get(meta.name) ?? meta.unchecked
    return text !== undefined && text !== (initial ?? meta.unchecked ?? '')
  })
