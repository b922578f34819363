import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { AdminError } from '../errors'
import type { ColumnFacts } from '../schema/model'
import { parseSqlType } from '../schema/sql-type'
import { asText, fieldType, formSchemaOf, type FieldType, type FormatContext, type Operator } from './field-type'
import { castParameter, eq, isNull, isTrue, ne, onlyValue } from './operators'
import { parseRecord } from './record-literal'
import { ruledSchema, type Refusal } from './ruled-schema'
import * as words from '../words/values'

/** The built-in range types with the type of their bounds, and an example of each. */
const ranges: Readonly<Record<string, { bound: string; example: string }>> = {
  int4range: { bound: 'int4', example: '[1,10)' },
  int8range: { bound: 'int8', example: '[1,10)' },
  numrange: { bound: 'numeric', example: '[1.5,10)' },
  daterange: { bound: 'date', example: '[2026-01-01,2026-02-01)' },
  tsrange: { bound: 'timestamp', example: '[2026-01-01 09:00,2026-01-01 17:00)' },
  tstzrange: { bound: 'timestamptz', example: '[2026-01-01 09:00+00,2026-01-01 17:00+00)' },
}

const isMulti = ({ baseType, range }: ColumnFacts) => range?.multi ?? baseType.endsWith('multirange')
const rangeOf = ({ baseType }: ColumnFacts) => ranges[baseType.replace(/multirange$/u, 'range')]

interface Bounds {
  facts: ColumnFacts
  type: FieldType
  example: string
}

type TypeOf = (column: ColumnFacts) => FieldType

function boundsOf(column: ColumnFacts, typeOf: TypeOf): Bounds {
  if (column.range) return { facts: column.range.bound, type: typeOf(column.range.bound), example: '[from,to)' }
  const { bound = 'text', example = '' } = rangeOf(column) ?? {}
  const facts = { ...column, ...parseSqlType(bound), enumValues: null, secret: false, custom: false }
  return { facts, type: typeOf(facts), example }
}

type Schema = z.ZodType<string, string>

/** Reads a range in PostgreSQL's format; each bound is read by the field type of its bounds. */
function readRange(text: string, { type, example }: Bounds, schema: Schema): string | Refusal {
  if (text.toLowerCase() === 'empty') return 'empty'
  const [first, last] = [text.slice(0, 1), text.slice(-1)]
  // Bounds are quoted like the parts of a record.
  const parts = parseRecord(`(${text.slice(1, -1)})`)
  if (text.length < 3 || !'[('.includes(first) || !'])'.includes(last) || parts?.length !== 2)
    return { refused: words.typeRange(example) }
  const bounds: string[] = []
  for (const part of parts) {
    // Whitespace is ignored, except in a text, which may also be empty.
    const bound = type.emptyIsValue ? part : part?.trim() || null
    const parsed = bound === null ? null : schema.safeParse(bound)
    if (parsed && !parsed.success) return { refused: parsed.error.issues[0]?.message ?? '' }
    bounds.push(parsed ? `"${parsed.data.replaceAll(/["\\]/gu, '\\$&')}"` : '')
  }
  return `${first}${bounds.join(',')}${last}`
}

/** Several ranges in braces. A single one may be typed without them. */
function readRanges(text: string, bounds: Bounds, schema: Schema): string | Refusal {
  const inner = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1).trim() : text
  const read: string[] = []
  for (const part of inner === '' ? [] : splitRanges(inner)) {
    const range = readRange(part.trim(), bounds, schema)
    if (typeof range !== 'string') return range
    read.push(range)
  }
  return `{${read.filter((range) => range !== 'empty').join(',')}}`
}

/** Splits at the commas between ranges, outside of brackets and quotes. */
function splitRanges(text: string): string[] {
  const ranges: string[] = []
  let from = 0
  let inside = false
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (character === '\\') index += 1
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if ('[('.includes(character)) inside = true
    else if ('])'.includes(character)) inside = false
    else if (character === ',' && !inside) {
      ranges.push(text.slice(from, index))
      from = index + 1
    }
  }
  return [...ranges, text.slice(from)]
}

function containsValue(typeOf: TypeOf): Operator {
  return {
    id: 'has',
    takes: 'one',
    raw: true,
    where: (expression, values, column) => {
      const { facts, type } = boundsOf(column, typeOf)
      const context: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date(0) }
      const parsed = type.schema(facts, context).safeParse(onlyValue(values))
      if (!parsed.success) throw new AdminError('BAD_QUERY', parsed.error.issues[0]?.message ?? '')
      return sql`${expression} @> ${castParameter(parsed.data, facts.castType)}`
    },
  }
}

const overlaps: Operator = {
  id: 'overlaps',
  takes: 'one',
  where: (expression, values, column) => sql`${expression} && ${castParameter(onlyValue(values), column.castType)}`,
}

/** Without any value: NULL, or the empty range. */
const isEmpty: Operator = {
  id: 'empty',
  takes: 'boolean',
  raw: true,
  where: (expression, values) =>
    isTrue(values) ? sql`(${expression} is null or isempty(${expression}))` : sql`not isempty(${expression})`,
}

/**
 * Ranges and multiranges, both built-in and user-defined, in PostgreSQL's format: `[1,5)`, `{[1,5),[7,9)}`, `empty`.
 */
export function rangeOver(typeOf: TypeOf): FieldType {
  const reader =
    (schemaOf: typeof formSchemaOf): FieldType['schema'] =>
    (column, context) => {
      const bounds = boundsOf(column, typeOf)
      const read = isMulti(column) ? readRanges : readRange
      return ruledSchema({}, (text) => read(text.trim(), bounds, schemaOf(bounds.type, bounds.facts, context)))
    }
  return fieldType({
    kind: 'range',
    matches: (column) => column.dimensions === 0 && (column.range ?? rangeOf(column)) !== undefined,
    meta: () => ({ rules: {}, width: 'long', monospace: true }),
    schema: reader((type, facts, context) => type.schema(facts, context)),
    formSchema: reader(formSchemaOf),
    toForm: (value) => value,
    exportSql: asText,
    toCell: (value) => value,
    toText: (value) => value,
    operators: [containsValue(typeOf), overlaps, eq, ne, isEmpty, isNull],
  })
}
