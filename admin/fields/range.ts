import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { AdminError } from '../errors'
import { withoutOwnType } from '../schema/declared-facts'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import { parseSqlType } from '../schema/sql-type'
import { asText, fieldType, formSchemaOf, type FieldType, type FormatContext, type Operator } from './field-type'
import { castParameter, eq, isNull, isTrue, ne, onlyValue } from './operators'
import { rangeFormText, rangeParts, readRangeForm } from './range-form'
import { parseRecord } from './record-literal'
import { ruledSchema, type Refusal } from './ruled-schema'
import * as rangeWords from '../words/ranges'
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
  const facts = { ...withoutOwnType(column), ...parseSqlType(bound), enumValues: null, secret: false, custom: false }
  return { facts, type: typeOf(facts), example }
}

type Schema = z.ZodType<string, string>

/** The three things that make a range that is not empty: its ends, null if open, and the brackets around them. */
interface RangeTexts {
  readonly ends: readonly (string | null)[]
  readonly brackets: string
}

/** Splits a range in PostgreSQL's format; null if it has another one. */
function splitRange(text: string): RangeTexts | null {
  const [first, last] = [text.slice(0, 1), text.slice(-1)]
  // Bounds are quoted like the parts of a record.
  const ends = parseRecord(`(${text.slice(1, -1)})`)
  const isRange = text.length > 2 && '[('.includes(first) && '])'.includes(last) && ends?.length === 2
  return isRange ? { ends, brackets: `${first}${last}` } : null
}

/** Reads a bound, as input text that is quoted. */
function readBound(text: string, schema: Schema): string | Refusal {
  const parsed = schema.safeParse(text)
  if (!parsed.success) return { refused: parsed.error.issues[0]?.message ?? '' }
  return `"${parsed.data.replaceAll(/["\\]/gu, '\\$&')}"`
}

/** Reads a range in PostgreSQL's format; each bound is read by the field type of its bounds. */
function readRange(text: string, { type, example }: Bounds, schema: Schema): string | Refusal {
  if (text.toLowerCase() === 'empty') return 'empty'
  const inForm = readRangeForm(text, (bound) => readBound(bound, schema))
  if (inForm !== null) return inForm
  const range = splitRange(text)
  if (!range) return { refused: words.typeRange(example) }
  const bounds: string[] = []
  for (const end of range.ends) {
    // Whitespace is ignored, except in a text, which may also be empty.
    const bound = type.emptyIsValue ? end : end?.trim() || null
    const read = bound === null ? '' : readBound(bound, schema)
    if (typeof read !== 'string') return read
    bounds.push(read)
  }
  return `${range.brackets.slice(0, 1)}${bounds.join(',')}${range.brackets.slice(1)}`
}

/** The inputs of a range; a column of several ranges has a single one. */
const partsOf = (column: ColumnModel, typeOf: TypeOf, context?: FormatContext) =>
  isMulti(column) ? undefined : rangeParts(boundsOf(column, typeOf), column, context)

interface Reading {
  typeOf: TypeOf
  context: FormatContext
}

function toForm(value: string, column: ColumnFacts, { typeOf, context }: Reading): string {
  const { facts, type } = boundsOf(column, typeOf)
  if (value === 'empty' && !isMulti(column)) return rangeFormText(type, [null, null, value])
  const range = isMulti(column) ? null : splitRange(value)
  if (!range) return value
  const ends = range.ends.map((end) => (end === null ? null : type.toForm(end, facts, context)))
  return rangeFormText(type, [...ends, range.brackets])
}

/** "1 Jan 2026 to before 1 Feb 2026", as read where nothing is typed; PostgreSQL's own text of what cannot be split. */
function toReading(value: string, column: ColumnFacts, { typeOf, context }: Reading): string {
  const bounds = boundsOf(column, typeOf)
  const inner = isMulti(column) && value.startsWith('{') && value.endsWith('}') ? value.slice(1, -1) : null
  if (inner === '') return rangeWords.emptyRange
  const texts = (inner === null ? [value] : splitRanges(inner)).map((text) => spelledRange(text, bounds, context))
  return texts.includes(null) ? value : texts.join('; ')
}

function spelledRange(text: string, { facts, type }: Bounds, context: FormatContext): string | null {
  if (text === 'empty') return rangeWords.emptyRange
  const range = splitRange(text)
  if (!range) return null
  const ends = range.ends.map((end) => (end === null ? null : type.toReading(end, facts, context)))
  const [from, to] = type.moment ? withoutRepeats(ends) : ends
  const [opening, closing] = range.brackets
  const [after, before] =
    type.filterInput === 'number' ? [rangeWords.above, rangeWords.below] : [rangeWords.after, rangeWords.before]
  // An open end is printed with any bracket.
  const end = to == null ? null : closing === ']' ? rangeWords.upTo(to) : before(to)
  if (from == null) return end ?? rangeWords.noLimits
  const start = opening === '(' ? after(from) : end === null ? rangeWords.fromOn(from) : from
  if (end === null) return start
  return closing === ']' ? `${start} ${end}` : `${start} ${rangeWords.upTo(end)}`
}

/** "29 Nov 2026 09:00 UTC" and "29 Nov 2026 10:00 UTC" have the day and the zone in common: each is said once. */
function withoutRepeats([from = null, to = null]: readonly (string | null)[]): (string | null)[] {
  const day = /^\d+ \S+ \d+ /u.exec(from ?? '')?.[0] ?? ''
  if (from === null || to === null || day === '' || !to.startsWith(day)) return [from, to]
  const [, zone = ''] = /:\S+( \S+)$/u.exec(from) ?? []
  return [zone !== '' && to.endsWith(zone) ? from.slice(0, -zone.length) : from, to.slice(day.length)]
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
    meta: (column) => {
      const parts = partsOf(column, typeOf)
      return { rules: {}, width: 'long', ...(parts ? { parts } : { monospace: true }) }
    },
    contextMeta: (column, context) => {
      const parts = partsOf(column, typeOf, context)
      return parts ? { parts } : {}
    },
    schema: reader((type, facts, context) => type.schema(facts, context)),
    formSchema: reader(formSchemaOf),
    toForm: (value, column, context) => toForm(value, column, { typeOf, context }),
    toExport: (value) => value,
    formToText: (text) => {
      const range = readRangeForm(text, (bound) => bound)
      return typeof range === 'string' ? range : text
    },
    exportSql: asText,
    toCell: (value, column, context) => toReading(value, column, { typeOf, context }),
    toText: (value) => value,
    toReading: (value, column, context) => toReading(value, column, { typeOf, context }),
    operators: [containsValue(typeOf), overlaps, eq, ne, isEmpty, isNull],
    composed: true,
  })
}
