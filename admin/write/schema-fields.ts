import { z } from 'zod'
import type { FieldMeta } from '../fields/field-meta'
import { withLineFeeds } from '../fields/line-ends'
import { byName } from '../schema/by-name'
import { inputName } from '../schema/input-name'
import { escapeName } from '../schema/keys'
import { labelOf } from '../schema/names'
import * as valueWords from '../words/values'
import type { PostedForm } from './form-values'

/** A property of a zod object as a field of a form, as JSON Schema describes it. */
export interface SchemaField {
  key: string
  meta: FieldMeta
  required: boolean
  /** What the form's text stands for. */
  type: 'text' | 'number' | 'boolean'
  /** As text in the form. */
  initial: string | null
}

export interface ParsedInput {
  input: Record<string, unknown>
  /** By input name. */
  errors: Record<string, string>
}

/** Reads the posted values of these fields. The schema has the last word, and what it returns is the input. */
export function parseSchemaFields(
  schema: z.ZodObject,
  { fields, form }: { fields: readonly SchemaField[]; form: PostedForm },
): ParsedInput {
  const errors: Record<string, string> = {}
  const given = byName<unknown>([])
  for (const field of fields) {
    const { key, meta, required, type } = field
    const text = withLineFeeds(form.get(meta.name) ?? '')
    if (type === 'boolean') given[key] = text === '' && meta.nullable ? undefined : text === 'true'
    else if (text === '' && required) errors[meta.name] = valueWords.requiredShort
    else if (text !== '') given[key] = type === 'number' && text.trim() !== '' ? Number(text) : text
  }
  const parsed = schema.safeParse({ ...given })
  if (parsed.success) return { input: parsed.data, errors }
  for (const { path, message } of parsed.error.issues) {
    const name = fields.find(({ key }) => key === path[0])?.meta.name ?? ''
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

/** The fields that a zod object describes, in its order. `prefix` comes before the name of each input. */
export function schemaFields(schema: z.ZodObject, prefix = ''): SchemaField[] {
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
        name: prefix === '' ? inputName(key) : `${prefix}${escapeName(key)}`,
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

const typeOf = ({ type, enum: options }: z.infer<typeof propertyShape>): SchemaField['type'] => {
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
