import { sql, type SQL } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { fieldType, formSchemaOf, type FieldType } from './field-type'
import { masked, maskSql } from './mask'
import { castParameter } from './operators'

/** Marks a parameter as a secret in the text of a statement, for code that shows statements with their parameters. */
export const asSecret = (parameter: SQL): SQL => sql`/* secret */ ${parameter}`

/** The numbers of the parameters marked as secrets: 1 is `$1`. */
export function secretParameters(text: string): Set<number> {
  return new Set([...text.matchAll(/\/\* secret \*\/[^$]*\$(\d+)/gu)].map(([, number]) => Number(number)))
}

/** A password, a token, a key: it can be set but is never shown. The value does not even leave the database. */
export function secretOver(valueTypeOf: (column: ColumnFacts) => FieldType): FieldType {
  const read = (expression: SQL, { mask }: ColumnFacts) => maskSql(expression, mask)
  return fieldType({
    kind: 'secret',
    matches: (column) => column.secret,
    meta: (column) => ({
      rules: column.valueType.meta(column).rules ?? {},
      width: 'long',
      ...(column.mask === null ? { inputType: 'password' } : {}),
    }),
    schema: (column, context) => valueTypeOf(column).schema(column, context),
    formSchema: (column, context) => formSchemaOf(valueTypeOf(column), column, context),
    toForm: () => '',
    toCell: (value, { mask }) => masked(value, mask),
    toText: (value, { mask }) => masked(value, mask),
    // Filters and sorting would reveal the value bit by bit.
    sortable: false,
    // An empty input keeps the current value.
    read,
    readCell: read,
    write: (value, column) =>
      asSecret(valueTypeOf(column).write?.(value, column) ?? castParameter(value, column.castType)),
    writeOnly: true,
  })
}
