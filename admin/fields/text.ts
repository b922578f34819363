import type { ColumnFacts } from '../schema/model'
import type { FieldType } from './field-type'
import { textual } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'

function rules(column: ColumnFacts): FieldRules {
  const length = column.baseType === 'name' ? 63 : column.length
  return length === null ? {} : { maxLength: length }
}

/** A short field fits half of the form. */
const shortLength = 40

/** Text of one line. An empty text is a value of its own. */
export const text: FieldType = {
  kind: 'text',
  matches: (column) => ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(column.baseType),
  meta: (column) => ({
    rules: rules(column),
    width: column.length !== null && column.length <= shortLength ? 'short' : 'long',
  }),
  schema: (column) => ruledSchema(rules(column)),
  toForm: (value) => value,
  toCell: (value) => value,
  toText: (value) => value,
  operators: textual,
  sortable: true,
  search: 'text',
  heavy: false,
  emptyIsValue: true,
}

/** Text of several lines. */
export const longtext: FieldType = {
  ...text,
  kind: 'longtext',
  matches: (column) => column.long && column.dimensions === 0,
  meta: (column) => ({ rules: rules(column), width: 'long', rows: 5 }),
  heavy: true,
}
