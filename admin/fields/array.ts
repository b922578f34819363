import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { AdminError } from '../errors'
import type { ColumnFacts } from '../schema/model'
import type { CellValue } from '../screen/list'
import { formatArrayLiteral, parseArrayLiteral, type ArrayItem } from './array-literal'
import { cellLength, type FieldType, type FormatContext, type Operator } from './field-type'
import { castParameter, isNull, isTrue, onlyValue } from './operators'
import { ruledSchema, type Refusal } from './ruled-schema'

/** What is said of one element of an array column. */
function elementFacts(column: ColumnFacts): ColumnFacts {
  const castType = column.castType.replace(/(\[\])+$/, '')
  return { ...column, dimensions: 0, castType, length: column.length, secret: false, custom: false }
}

/** `box` is the one type whose arrays are written with semicolons. */
function delimiterOf(column: ColumnFacts): string {
  return column.baseType === 'box' ? ';' : ','
}

/** Types of which PostgreSQL cannot say whether two values are equal. */
const withoutEquality = new Set(['json', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'unknown'])

const isEmpty: Operator = {
  id: 'empty',
  takes: 'boolean',
  raw: true,
  where: (expression, values) =>
    isTrue(values) ? sql`coalesce(cardinality(${expression}), 0) = 0` : sql`cardinality(${expression}) > 0`,
}

/**
 * Arrays of any other type. In a form: one element a line where that is exact, else PostgreSQL's own literal (`{a,"b,c",NULL}`),
 * which may also be typed.
 */
export function arrayOf(typeOf: (column: ColumnFacts) => FieldType): FieldType {
  const readItems = (
    items: readonly ArrayItem[],
    schema: z.ZodType<string, string>,
  ): readonly ArrayItem[] | Refusal => {
    const read: ArrayItem[] = []
    for (const [index, item] of items.entries()) {
      if (item === null) read.push(null)
      else if (typeof item === 'string') {
        const parsed = schema.safeParse(item)
        if (!parsed.success) return { refused: `Item ${index + 1}: ${parsed.error.issues[0]?.message ?? ''}` }
        read.push(parsed.data)
      } else {
        const inner = readItems(item, schema)
        if ('refused' in inner) return inner
        read.push(inner)
      }
    }
    return read
  }

  const toValue = (text: string, column: ColumnFacts, context: FormatContext): string | Refusal => {
    const delimiter = delimiterOf(column)
    const facts = elementFacts(column)
    const schema = typeOf(facts).schema(facts, context)
    const isLiteral = looksLiteral(text)
    const literal = isLiteral ? parseArrayLiteral(text, delimiter) : { bounds: '', items: linesOf(text) }
    if (!literal) return { refused: 'Type one value a line, or a list like {a,"b, c",NULL}.' }
    const items = readItems(literal.items, schema)
    return 'refused' in items ? items : literal.bounds + formatArrayLiteral(items, delimiter)
  }

  const toForm = (value: string, column: ColumnFacts, context: FormatContext): string => {
    const literal = parseArrayLiteral(value, delimiterOf(column))
    if (!literal || literal.bounds !== '' || literal.items.length === 0) return value
    const facts = elementFacts(column)
    const type = typeOf(facts)
    const lines: string[] = []
    for (const item of literal.items) {
      if (typeof item !== 'string') return value
      const line = type.toForm(item, facts, context)
      if (line === '' || line !== line.trim() || /[\r\n]/.test(line)) return value
      lines.push(line)
    }
    const text = lines.join('\n')
    return looksLiteral(text) ? value : text
  }

  const toText = (value: string, column: ColumnFacts, context: FormatContext): string => {
    const literal = parseArrayLiteral(value, delimiterOf(column))
    if (!literal || literal.bounds !== '') return value
    const facts = elementFacts(column)
    const type = typeOf(facts)
    const texts = literal.items.map((item) =>
      item === null ? 'null' : typeof item === 'string' ? type.toText(item, facts, context) : formatArrayLiteral(item),
    )
    return texts.join(', ')
  }

  const toCell = (value: string, column: ColumnFacts, context: FormatContext): CellValue =>
    // A long literal arrives cut; its beginning is shown as it is.
    value.length >= cellLength ? value.replace(/^\{/, '') : toText(value, column, context)

  const has: Operator = {
    id: 'has',
    takes: 'one',
    raw: true,
    where: (expression, values, column) => {
      const facts = elementFacts(column)
      const context: FormatContext = { timeZone: 'UTC', locale: 'en', now: new Date(0) }
      const parsed = typeOf(facts).schema(facts, context).safeParse(onlyValue(values))
      if (!parsed.success) throw new AdminError('BAD_QUERY', parsed.error.issues[0]?.message ?? '')
      if (withoutEquality.has(column.baseType)) {
        return sql`exists (select 1 from unnest(${expression}) as element where element::text = ${parsed.data}::text)`
      }
      const list = formatArrayLiteral([parsed.data], delimiterOf(column))
      // Containment rather than `= any`, because a GIN index serves it.
      return sql`${expression} @> ${castParameter(list, `${facts.castType}[]`)}`
    },
  }

  return {
    kind: 'array',
    matches: (column) => column.dimensions > 0,
    meta: () => ({ rules: {}, width: 'long', rows: 3 }),
    schema: (column, context) => ruledSchema({}, (text) => toValue(text, column, context)),
    toForm,
    toCell,
    toText,
    operators: [has, isEmpty, isNull],
    sortable: false,
    search: false,
    heavy: true,
    emptyIsValue: false,
  }
}

function looksLiteral(text: string): boolean {
  return /^\s*(\[[^\]\n]*\]\s*)*=?\s*\{[^]*\}\s*$/.test(text)
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
