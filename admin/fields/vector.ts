import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { isNull } from './operators'
import { ruledSchema, trimmed, type Refusal } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

const number = String.raw`\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*`
const rules: FieldRules = {
  pattern: {
    source: String.raw`\[${number}(?:,${number})*\]`,
    flags: 'i',
    message: words.typeVector,
    longest: 1_000_000,
  },
}

/** The dimensions of a vector, or the number that `readCell` returns. */
function dimensionsOf(value: string): number {
  return value.startsWith('[') ? value.split(',').length : Number(value)
}

function summary(value: string): string {
  const dimensions = dimensionsOf(value)
  return dimensions === 1 ? '1 dimension' : `${dimensions} dimensions`
}

function toValue(text: string, column: ColumnFacts): string | Refusal {
  const dimensions = dimensionsOf(text.trim())
  if (column.length === null || dimensions === column.length) return trimmed(text)
  return { refused: words.dimensions(column.length, dimensions) }
}

/** Embeddings: thousands of numbers that nobody reads in a list. */
export const vector = fieldType({
  kind: 'vector',
  matches: (column) => column.baseType === 'vector' || column.baseType === 'halfvec',
  meta: () => ({ rules, width: 'long', rows: 3, monospace: true }),
  schema: (column) => ruledSchema(rules, (text) => toValue(text, column)),
  toForm: (value) => value,
  exportSql: asText,
  toCell: summary,
  toText: summary,
  operators: [isNull],
  sortable: false,
  heavy: true,
  // The extension's own functions may be in a schema outside the search path.
  readCell: (expression) =>
    sql`(length(${expression}::text) - length(replace(${expression}::text, ',', '')) + 1)::text`,
})
