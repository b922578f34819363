import type { ColumnFacts } from '../schema/model'
import { fieldType, type FieldType } from './field-type'
import { castParameter, comparable } from './operators'

/**
 * A column that refers to another row. The model decides which columns are relations; the type of the plain value reads
 * and writes them.
 */
export function relationOver(valueTypeOf: (column: ColumnFacts) => FieldType): FieldType {
  return fieldType({
    kind: 'relation',
    matches: () => false,
    meta: (column) => {
      // The row that is referred to has the value, whatever a form would accept.
      const { pattern: _, ...rules } = column.valueType.meta(column).rules ?? {}
      return { rules, width: 'long' }
    },
    schema: (column, context) => valueTypeOf(column).schema(column, context),
    toForm: (value, column, context) => valueTypeOf(column).toForm(value, column, context),
    toCell: (value) => value,
    toText: (value, column, context) => valueTypeOf(column).toText(value, column, context),
    toReading: (value, column, context) => valueTypeOf(column).toReading(value, column, context),
    operators: comparable,
    search: 'exact',
    write: (value, column) => valueTypeOf(column).write?.(value, column) ?? castParameter(value, column.castType),
    listRank: 30,
  })
}
