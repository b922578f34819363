import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { fieldType } from './field-type'
import { castParameter, isNull } from './operators'
import { ruledSchema } from './ruled-schema'

const convertedBases = new Set(['text', 'varchar', 'bpchar', 'citext', 'json', 'jsonb'])

/** What the column's own conversion makes of a stored text; null where it fails or gives no text. */
function converted(value: string, column: ColumnFacts): string | null {
  try {
    const stored: unknown = column.baseType.startsWith('json') ? JSON.parse(value) : value
    const shown: unknown = column.column?.mapFromDriverValue(stored)
    return typeof shown === 'string' ? shown : null
  } catch {
    // Encrypted types throw on what they did not write; the message may hold the value, so it is not passed on.
    return null
  }
}

/** A `customType()` with a conversion of its own over a text or JSON column: encrypted texts, encodings. */
export const custom = fieldType({
  kind: 'custom',
  matches: (column) => column.custom && column.dimensions === 0 && convertedBases.has(column.baseType),
  meta: () => ({ rules: {}, width: 'long' }),
  schema: () => ruledSchema({}),
  toForm: (value, column) => converted(value, column) ?? 'unreadable',
  toCell: (value, column) => converted(value, column)?.slice(0, 200) ?? 'unreadable',
  toText: (value, column) => converted(value, column) ?? 'unreadable',
  // What is stored cannot be compared with what is typed: one text may be encrypted in many ways.
  operators: [isNull],
  sortable: false,
  emptyIsValue: true,
  editable: (value, column) => converted(value, column) !== null,
  // Cut text cannot be converted back.
  readCell: (expression) => sql`${expression}::text`,
  write: (value, column) =>
    column.column ? sql`${sql.param(value, column.column)}` : castParameter(value, column.castType),
})
