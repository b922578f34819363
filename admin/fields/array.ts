import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { AdminError } from '../errors'
import { withoutOwnType } from '../schema/declared-facts'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import { formatArrayLiteral, linesOf, looksLiteral, parseArrayLiteral, type ArrayItem } from './array-literal'
import {
  cellLength,
  type ElementChange,
  fieldType,
  formSchemaOf,
  type FieldType,
  type FormatContext,
  type Operator,
} from './field-type'
import { castParameter, isNull, isTrue, onlyValue } from './operators'
import { ruledSchema, type Refusal } from './ruled-schema'
import type { FieldMeta } from './field-meta'
import * as words from '../words/values'

/** The facts about one element of an array column. */
function elementFacts(column: ColumnFacts): ColumnFacts {
  const castType = column.castType.replace(/(\[\])+$/, '')
  return { ...withoutOwnType(column), dimensions: 0, castType, length: column.length, secret: false, custom: false }
}

/** `box` is the only type whose arrays use semicolons. */
function delimiterOf(column: ColumnFacts): string {
  return column.baseType === 'box' ? ';' : ','
}

/** Types without an equality operator. */
const withoutEquality = new Set(['json', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'unknown'])

const isEmpty: Operator = {
  id: 'empty',
  takes: 'boolean',
  raw: true,
  where: (expression, values) =>
    isTrue(values) ? sql`coalesce(cardinality(${expression}), 0) = 0` : sql`cardinality(${expression}) > 0`,
}

/** How the elements of a column are read and written. */
interface Elements {
  readonly facts: ColumnFacts
  readonly type: FieldType
  readonly delimiter: string
}

function readItems(
  items: readonly ArrayItem[],
  schema: z.ZodType<string, string>,
): { read: readonly ArrayItem[] } | Refusal {
  const read: ArrayItem[] = []
  for (const [index, item] of items.entries()) {
    if (item === null) read.push(null)
    else if (typeof item === 'string') {
      const parsed = schema.safeParse(item)
      if (!parsed.success) return { refused: words.item(index + 1, parsed.error.issues[0]?.message ?? '') }
      read.push(parsed.data)
    } else {
      const inner = readItems(item, schema)
      if ('refused' in inner) return inner
      read.push(inner.read)
    }
  }
  return { read }
}

type SchemaOf = typeof formSchemaOf

/** What a program writes for an element. */
const strictSchema: SchemaOf = (type, facts, context) => type.schema(facts, context)

/** From a form's text, or a program's, to PostgreSQL input text. */
const reader =
  (schemaOf: SchemaOf, elementsOf: (column: ColumnFacts) => Elements): FieldType['schema'] =>
  (column, context) => {
    const elements = elementsOf(column)
    return ruledSchema({}, (text) => toValue(text, elements, schemaOf(elements.type, elements.facts, context)))
  }

function toValue(text: string, { delimiter }: Elements, schema: z.ZodType<string, string>): string | Refusal {
  const literal = looksLiteral(text) ? parseArrayLiteral(text, delimiter) : { bounds: '', items: linesOf(text) }
  if (!literal) return { refused: words.enterList }
  const items = readItems(literal.items, schema)
  return 'refused' in items ? items : literal.bounds + formatArrayLiteral(items.read, delimiter)
}

/** One element per line if that is exact. `show` turns an element into its line. */
function toLines(value: string, delimiter: string, show: (item: string) => string): string {
  const literal = parseArrayLiteral(value, delimiter)
  if (!literal || literal.bounds !== '' || literal.items.length === 0) return value
  const lines: string[] = []
  for (const item of literal.items) {
    if (typeof item !== 'string') return value
    const line = show(item)
    if (line === '' || line !== line.trim() || /[\r\n]/.test(line)) return value
    lines.push(line)
  }
  const text = lines.join('\n')
  return looksLiteral(text) ? value : text
}

function toText(value: string, { facts, type, delimiter }: Elements, context: FormatContext): string {
  const literal = parseArrayLiteral(value, delimiter)
  if (!literal || literal.bounds !== '') return value
  const texts = literal.items.map((item) => {
    if (item === null) return 'null'
    return typeof item === 'string' ? type.toText(item, facts, context) : formatArrayLiteral(item)
  })
  // The parts of a composite value are already separated by commas.
  return facts.attributes ? texts.filter((text) => text !== '').join('; ') : texts.join(', ')
}

/** What the chips of a list need to know about an element. Lists of lists, and elements with several lines or inputs, use a text instead. */
function elementMeta(column: ColumnModel, { facts, type, delimiter }: Elements): Partial<FieldMeta> {
  if (column.dimensions !== 1 || delimiter !== ',' || type.composed || type.heavy) return {}
  const { rules = {}, options, inputMode } = type.meta({ ...column, ...facts })
  return { input: 'chips', element: { rules, ...(options && { options }), ...(inputMode && { inputMode }) } }
}

function hasElement(elementsOf: (column: ColumnFacts) => Elements): Operator {
  return {
    id: 'has',
    takes: 'one',
    raw: true,
    where: (expression, values, column) => {
      const { facts, type, delimiter } = elementsOf(column)
      const context: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date(0) }
      const parsed = type.schema(facts, context).safeParse(onlyValue(values))
      if (!parsed.success) throw new AdminError('BAD_QUERY', parsed.error.issues[0]?.message ?? '')
      if (withoutEquality.has(column.baseType) || column.attributes) {
        return sql`exists (select 1 from unnest(${expression}) as element where element::text = ${parsed.data}::text)`
      }
      // Containment instead of `= any`, because a GIN index supports it.
      const list = formatArrayLiteral([parsed.data], delimiter)
      return sql`${expression} @> ${castParameter(list, `${facts.castType}[]`)}`
    },
  }
}

/**
 * Arrays of any other type. A form shows one element per line if that is exact, or else PostgreSQL's own literal
 * (`{a,"b,c",NULL}`), which users may also type.
 */
export function arrayOf(typeOf: (column: ColumnFacts) => FieldType): FieldType {
  const elementsOf = (column: ColumnFacts): Elements => {
    const facts = elementFacts(column)
    return { facts, type: typeOf(facts), delimiter: delimiterOf(column) }
  }
  return fieldType({
    kind: 'array',
    matches: (column) => column.dimensions > 0,
    meta: (column) => ({ rules: {}, width: 'long', rows: 3, ...elementMeta(column, elementsOf(column)) }),
    inputs: (column) => (column.dimensions === 1 && delimiterOf(column) === ',' ? ['chips', 'text'] : []),
    schema: reader(strictSchema, elementsOf),
    formSchema: reader(formSchemaOf, elementsOf),
    toForm: (value, column, context) => {
      const { facts, type, delimiter } = elementsOf(column)
      // One line holds an element, so one of several inputs is written as in an export.
      const show = type.composed ? type.toExport : type.toForm
      return toLines(value, delimiter, (item) => show(item, facts, context))
    },
    toExport: (value, column, context) => {
      const { facts, type, delimiter } = elementsOf(column)
      return toLines(value, delimiter, (item) => type.toExport(item, facts, context))
    },
    // A long literal arrives truncated; its start is shown unchanged.
    toCell: (value, column, context) =>
      value.length >= cellLength ? value.replace(/^\{/, '') : toText(value, elementsOf(column), context),
    toText: (value, column, context) => toText(value, elementsOf(column), context),
    operators: [hasElement(elementsOf), isEmpty, isNull],
    sortable: false,
    heavy: true,
    elements: elementChange,
  })
}

/** `array_position` finds NULL as well, unlike `= any`. It and `array_remove` refuse lists of lists, which have no elements to change. */
const elementChange: ElementChange = {
  possible: ({ baseType, attributes, dimensions }) =>
    dimensions === 1 && !withoutEquality.has(baseType) && attributes === undefined,
  with: (expression, elements) => sql`(coalesce(${expression}, '{}') || array(
    select a.element from unnest(${elements}) with ordinality as a (element, place)
    where array_position(${expression}, a.element) is null
      and array_position(${elements}, a.element) = a.place + array_lower(${elements}, 1) - 1 order by a.place))`,
  without: (expression, elements) => sql`case when array_ndims(${expression}) = 1 then array(
    select a.element from unnest(${expression}) with ordinality as a (element, place)
    where array_position(${elements}, a.element) is null order by a.place)
    else array_remove(${expression}, null) end`,
}
