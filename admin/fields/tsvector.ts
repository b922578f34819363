import { sql } from 'drizzle-orm'
import { asText, fieldType, type Operator } from './field-type'
import { isNull, onlyValue } from './operators'
import { ruledSchema } from './ruled-schema'

/** The words of a text search, in any order. */
const has: Operator = {
  id: 'has',
  takes: 'one',
  raw: true,
  where: (expression, values) => sql`${expression} @@ websearch_to_tsquery(${onlyValue(values)}::text)`,
}

/** The index of a full text search: made by the database, never typed. */
export const tsvector = fieldType({
  kind: 'tsvector',
  matches: (column) => column.baseType === 'tsvector',
  meta: () => ({ rules: {}, width: 'long', readOnly: true }),
  schema: () => ruledSchema({}),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: [has, isNull],
  sortable: false,
  heavy: true,
  writable: false,
})
