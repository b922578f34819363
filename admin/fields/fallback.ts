import { asText, fieldType } from './field-type'
import { written } from './operators'
import { ruledSchema } from './ruled-schema'

/**
 * Anything else: types of extensions, and composite and range types that the catalogue has not described yet. Every
 * PostgreSQL type can be written as text and read back, so the text is shown and accepted unchanged, and the database
 * decides what is valid.
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
