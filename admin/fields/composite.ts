import type { z } from 'zod'
import { escapeName } from '../schema/keys'
import { inputName } from '../schema/input-name'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import { labelOf } from '../schema/names'
import type { FieldMeta } from './field-meta'
import { fieldType, formSchemaOf, type FieldType, type FormatContext } from './field-type'
import { written } from './operators'
import { joinParts, ofPart, splitParts } from './parts'
import { beginningOfRecord, formatRecord, parseRecord, type RecordItems } from './record-literal'
import { ruledSchema, type Refusal } from './ruled-schema'
import * as words from '../words/values'

type TypeOf = (column: ColumnFacts) => FieldType

interface Part {
  facts: ColumnFacts
  type: FieldType
}

const partsOf = (column: ColumnFacts, typeOf: TypeOf): Part[] =>
  (column.attributes ?? []).map((facts) => ({ facts, type: typeOf(facts) }))

const kindOf = ({ facts, type }: Part) => ({
  kind: type.kind,
  nullable: !facts.notNull,
  emptyIsValue: type.emptyIsValue,
})

/**
 * The metadata of an attribute's input. Its name is `~part.address.zip`, which cannot be a column's. `readParts` reads
 * it back.
 */
function metaOf(
  { facts, type }: Part,
  { column, prefix, typeOf, context }: { column: ColumnModel; prefix: string; typeOf: TypeOf; context?: FormatContext },
): FieldMeta {
  const name = `${prefix}.${escapeName(facts.name)}`
  const label = labelOf(facts.name)
  const model: ColumnModel = { ...facts, table: column.table, label, help: null, type, valueType: type, link: null }
  const own = { ...type.meta(model), ...(context && !type.composed && type.contextMeta?.(model, context)) }
  const meta: FieldMeta = {
    name,
    label,
    width: 'long',
    ...own,
    rules: { ...own.rules, ...(facts.notNull && !type.emptyIsValue ? { required: true } : {}) },
    ...kindOf({ facts, type }),
    readOnly: false,
  }
  if (isSingle(type)) {
    const { parts: _, ...single } = meta
    return single
  }
  if (type.kind !== 'composite') return meta
  return {
    ...meta,
    parts: partsOf(facts, typeOf).map((part) =>
      metaOf(part, { column, prefix: name, typeOf, ...(context && { context }) }),
    ),
  }
}

function readItem(
  item: string | null,
  { facts, type }: Part,
  schema: z.ZodType<string, string>,
): { value: string | null } | Refusal {
  const label = labelOf(facts.name)
  if (item === null || (item === '' && !type.emptyIsValue))
    return facts.notNull ? { refused: ofPart(label, words.required) } : { value: null }
  const parsed = schema.safeParse(item)
  return parsed.success
    ? { value: parsed.data }
    : { refused: ofPart(label, parsed.error.issues[0]?.message ?? words.doesNotFit) }
}

/** Ranges have several inputs in a form of their own, and one as a part of something else. */
const isSingle = (type: FieldType) => type.composed && type.kind !== 'composite'

type SchemaOf = (part: Part) => z.ZodType<string, string>

function toValue(text: string, parts: readonly Part[], schemaOf: SchemaOf): string | Refusal {
  const items = splitParts(parts.map(kindOf), text)
  if (items === null) {
    const names = parts.map(({ facts }) => labelOf(facts.name).toLowerCase()).join(', ')
    return { refused: words.enterParts(names) }
  }
  const values: (string | null)[] = []
  for (const [index, part] of parts.entries()) {
    const read = readItem(items[index] ?? null, part, schemaOf(part))
    if ('refused' in read) return read
    values.push(read.value)
  }
  return formatRecord(values)
}

function shown(items: RecordItems, show: (item: string, index: number) => string): string {
  return items
    .map((item, index) => (item === null ? '' : show(item, index)))
    .filter((text) => text !== '')
    .join(', ')
}

/** The texts of the parts, joined to one. */
function joined(value: string, parts: readonly Part[], show: (item: string, part: Part) => string): string {
  const items = parseRecord(value)
  // The type has just changed.
  if (items?.length !== parts.length) return value
  return joinParts(
    parts.map(kindOf),
    parts.map((part, index) => {
      const item = items[index] ?? null
      return item === null ? null : show(item, part)
    }),
  )
}

/**
 * Composite types whose attributes are known from the catalogue: each attribute has its own input. The record remains
 * one value of one column, in PostgreSQL's format: `("Main St",Berlin,10115,)`.
 */
export function compositeOver(typeOf: TypeOf): FieldType {
  const toText = (value: string, column: ColumnFacts, context: FormatContext) => {
    const parts = partsOf(column, typeOf)
    return shown(beginningOfRecord(value) ?? [value], (item, index) => {
      const part = parts[index]
      return part ? part.type.toText(item, part.facts, context) : item
    })
  }
  const metasOf = (column: ColumnModel, context?: FormatContext) =>
    partsOf(column, typeOf).map((part) =>
      metaOf(part, { column, prefix: `~part.${inputName(column.name)}`, typeOf, ...(context && { context }) }),
    )
  return fieldType({
    kind: 'composite',
    matches: ({ dimensions, attributes }) => dimensions === 0 && attributes !== undefined && attributes.length > 0,
    meta: (column) => ({ rules: {}, width: 'long', parts: metasOf(column) }),
    contextMeta: (column, context) => ({ parts: metasOf(column, context) }),
    schema: (column, context) =>
      ruledSchema({}, (text) =>
        toValue(text, partsOf(column, typeOf), ({ facts, type }) => type.schema(facts, context)),
      ),
    formSchema: (column, context) =>
      ruledSchema({}, (text) =>
        toValue(text, partsOf(column, typeOf), ({ facts, type }) => formSchemaOf(type, facts, context)),
      ),
    toForm: (value, column, context) =>
      joined(value, partsOf(column, typeOf), (item, { facts, type }) =>
        (isSingle(type) ? type.toExport : type.toForm)(item, facts, context),
      ),
    toExport: (value, column, context) =>
      joined(value, partsOf(column, typeOf), (item, { facts, type }) => type.toExport(item, facts, context)),
    toCell: toText,
    toText,
    formToText: (text) => shown(parseRecord(text) ?? [text], (item) => parseRecord(item)?.join(', ') ?? item),
    operators: written,
    sortable: false,
    // NULL has its own checkbox, because it differs from a record without values.
    emptyIsValue: true,
    editable: (value, column) => {
      const parts = partsOf(column, typeOf)
      const items = parseRecord(value)
      return (
        items?.length === parts.length &&
        parts.every(({ facts, type }, index) => {
          const item = items[index] ?? null
          return item === null || (type.editable?.(item, facts) ?? true)
        })
      )
    },
    composed: true,
  })
}
