import { asText, fieldType } from './field-type'
import { written } from './operators'
import { ruledSchema } from './ruled-schema'

/**
 * Anything else: types of extensions, composite types and ranges of which the catalogue has not told yet. Every type of PostgreSQL
 * can be written as text and read back from it, so the text is shown and taken as it is; what it may hold, the database says.
 */
export const fallback = fieldType({
  kind: 'fallback',
  matches: () => true,
  meta: () => ({ rules: {}, width: 'long' }),
  schema: () => ruledSchema({}),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: written,
  sortable: false,
  known: false,
})
