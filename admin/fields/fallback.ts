import { sql } from 'drizzle-orm'
import type { FieldType, Operator } from './field-type'
import { isTrue } from './operators'
import { ruledSchema } from './ruled-schema'

/** Of a composite value SQL says that it is null when all its parts are; here it counts as the value it is. */
const isNull: Operator = {
  id: 'null',
  takes: 'boolean',
  raw: true,
  where: (expression, values) =>
    isTrue(values) ? sql`${expression} is not distinct from null` : sql`${expression} is distinct from null`,
}

/**
 * Anything else: composite types, ranges of the user's own, types of extensions. Every type of PostgreSQL can be written as text and
 * read back from it, so the text is shown and taken as it is; what it may hold, the database says.
 */
export const fallback: FieldType = {
  kind: 'fallback',
  matches: () => true,
  meta: () => ({ rules: {}, width: 'long' }),
  schema: () => ruledSchema({}),
  toForm: (value) => value,
  toCell: (value) => value,
  toText: (value) => value,
  operators: [isNull],
  sortable: false,
  search: false,
  heavy: false,
  emptyIsValue: false,
}
