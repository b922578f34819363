import type { PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { AdminError } from '../errors'
import type { FieldMeta } from '../fields/field-meta'
import { withLineFeeds } from '../fields/line-ends'
import { byName } from '../schema/by-name'
import { inputName } from '../schema/input-name'
import { labelOf } from '../schema/names'
import type { ColumnModel } from '../schema/model'
import type { ActionOptions } from '../site/action'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName, type PostedForm } from '../write/form-values'
import { parseAddValues } from '../write/parse-values'
import * as words from '../words/actions'
import * as valueWords from '../words/values'

/** A value that an action asks for: a column of its table, or a property of its schema. */
export type ActionField = { name: string; column: ColumnModel } | { name: string; property: Property }

/** A property of a schema, as JSON Schema describes it. */
interface Property {
  key: string
  meta: FieldMeta
  required: boolean
  /** What the form's text stands for. */
  type: 'text' | 'number' | 'boolean'
  /** As text in the form. */
  initial: string | null
}

type Action = Pick<ActionOptions<PgTable>, 'name' | 'form'>

/** The values that an action asks for, in order; none if it has no form. */
export function actionFields(admin: Admin, { name, form }: Action): ActionField[] {
  if (form === undefined) return []
  if (!Array.isArray(form)) return propertiesOf(form).map((property) => ({ name: property.meta.name, property }))
  return form.map((key) => {
    const column = admin.table.columns.find((candidate) => candidate.key === key)
    if (!column) throw new AdminError('MISCONFIGURED', words.unknownColumn(name, key, admin.path))
    return { name: formName(column), column }
  })
}

export interface ParsedInput {
  input: Record<string, unknown>
  /** By input name. */
  errors: Record<string, string>
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
  return parseProperties(action.form, { properties, form })
}

function parseProperties(
  schema: z.ZodObject,
  { properties, form }: { properties: readonly Property[]; form: PostedForm },
): ParsedInput {
  const errors: Record<string, string> = {}
  const given = byName<unknown>([])
  for (const property of properties) {
    const { key, meta, required, type } = property
    const text = withLineFeeds(form.get(meta.name) ?? '')
    if (type === 'boolean') given[key] = text === '' && meta.nullable ? undefined : text === 'true'
    else if (text === '' && required) errors[meta.name] = valueWords.requiredShort
    else if (text !== '') given[key] = type === 'number' && text.trim() !== '' ? Number(text) : text
  }
  const parsed = schema.safeParse({ ...given })
  if (parsed.success) return { input: parsed.data, errors }
  for (const { path, message } of parsed.error.issues) {
    const name = properties.find(({ key }) => key === path[0])?.meta.name ?? ''
    errors[name] ??= message
  }
  return { input: {}, errors }
}

/** The part of JSON Schema that the inputs of a form can draw. */
const propertyShape = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  default: z.unknown().optional(),
  multiline: z.boolean().optional(),
})
const objectShape = z.looseObject({
  properties: z.record(z.string(), propertyShape).default({}),
  required: z.array(z.string()).default([]),
})

function propertiesOf(schema: z.ZodObject): Property[] {
  const { properties, required } = objectShape.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  return Object.entries(properties).map(([key, property]) => {
    const isRequired = required.includes(key)
    const initial = property.default ?? null
    return {
      key,
      required: isRequired,
      type: typeOf(property),
      initial: initial === null ? null : String(initial),
      meta: {
        ...kindOf(property),
        name: inputName(key),
        label: property.title ?? labelOf(key),
        ...(property.description === undefined ? {} : { help: property.description }),
        rules: isRequired ? { required: true } : {},
        nullable: !isRequired && initial === null,
        emptyIsValue: false,
        readOnly: false,
      },
    }
  })
}

const typeOf = ({ type, enum: options }: z.infer<typeof propertyShape>): Property['type'] => {
  if (type === 'boolean') return 'boolean'
  const isNumber = type === 'number' || type === 'integer' || options?.every((value) => typeof value === 'number')
  return isNumber === true ? 'number' : 'text'
}

function kindOf(property: z.infer<typeof propertyShape>): Pick<FieldMeta, 'kind' | 'width'> & Partial<FieldMeta> {
  const { type, format, enum: options, multiline } = property
  if (options)
    return {
      kind: 'choice',
      width: 'short',
      options: options.map((value) => ({ value: String(value), label: String(value) })),
    }
  if (type === 'boolean') return { kind: 'boolean', width: 'short', unchecked: 'false' }
  if (type === 'integer') return { kind: 'integer', width: 'short', inputMode: 'numeric' }
  if (type === 'number') return { kind: 'decimal', width: 'short', inputMode: 'decimal' }
  if (format === 'date') return { kind: 'date', width: 'short', inputType: 'date' }
  if (format === 'email') return { kind: 'text', width: 'long', inputMode: 'email' }
  return multiline === true ? { kind: 'longtext', width: 'long', rows: 4 } : { kind: 'text', width: 'long' }
}
