import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { fieldType } from './field-type'
import { castParameter, isNull } from './operators'
import { ruledSchema } from './ruled-schema'
import * as valueWords from '../words/values'

const convertedBases = new Set(['text', 'varchar', 'bpchar', 'citext', 'json', 'jsonb'])

/** The result of the column's own conversion of a stored text; null if it fails or is not text. */
function converted(value: string, column: ColumnFacts): string | null {
  try {
    const stored: unknown = column.baseType.startsWith('json') ? JSON.parse(value) : value
    const shown: unknown = column.column?.mapFromDriverValue(stored)
    return typeof shown === 'string' ? shown : null
  } catch {
    // Encrypted types throw on text that they did not write. The message may contain the value, so it is not passed on.
    return null
  }
}

/** A `customType()` with its own conversion of a text or JSON column: encrypted texts, encodings. */
export const custom = fieldType({
  kind: 'custom',
  matches: (column) => column.custom && column.dimensions === 0 && convertedBases.has(column.baseType),
  meta: () => ({ rules: {}, width: 'long' }),
  schema: () => ruledSchema({}),
  toForm: (value, column) => converted(value, column) ?? valueWords.unreadable,
  toCell: (value, column) => converted(value, column)?.slice(0, 200) ?? valueWords.unreadable,
  toText: (value, column) => converted(value, column) ?? valueWords.unreadable,
  // Stored values cannot be compared with typed ones: the same text may be encrypted in different ways.
  operators: [isNull],
  sortable: false,
  emptyIsValue: true,
  editable: (value, column) => converted(value, column) !== null,
  // Truncated text cannot be converted back.
  readCell: (expression) => sql`${expression}::text`,
  write: (value, column) =>
    column.column ? sql`${sql.param(value, column.column)}` : castParameter(value, column.castType),
})
