import type { FieldType } from './field-type'
import { isNull } from './operators'
import { ruledSchema } from './ruled-schema'

/**
 * Anything else: ranges, composite types, domains, types of extensions. Every type of PostgreSQL can be written as text and
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
