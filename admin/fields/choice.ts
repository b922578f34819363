import type { ColumnFacts } from '../schema/model'
import type { FieldType } from './field-type'
import { comparable } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'

function rules(column: ColumnFacts): FieldRules {
  return column.enumValues === null ? {} : { oneOf: column.enumValues }
}

/** One of a few values: an enum, or a text column declared with its values. A value that was taken away since is still shown. */
export const choice: FieldType = {
  kind: 'choice',
  matches: (column) => column.baseType === 'enum' || column.enumValues !== null,
  meta: (column) => ({
    rules: rules(column),
    width: 'short',
    options: (column.enumValues ?? []).map((value) => ({ value, label: value })),
  }),
  schema: (column) => ruledSchema(rules(column)),
  toForm: (value) => value,
  toCell: (value) => value,
  toText: (value) => value,
  operators: comparable,
  sortable: true,
  search: 'exact',
  heavy: false,
  emptyIsValue: false,
}
