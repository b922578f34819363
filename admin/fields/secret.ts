import { sql, type SQL } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { fieldType, type FieldType } from './field-type'
import { castParameter } from './operators'

/** Shown instead of a secret. */
export const dots = '••••••'

/** Marks a parameter as a secret in the text of a statement, for code that shows statements with their parameters. */
export const asSecret = (parameter: SQL): SQL => sql`/* secret */ ${parameter}`

/** The numbers of the parameters marked as secrets: 1 is `$1`. */
export function secretParameters(text: string): Set<number> {
  return new Set([...text.matchAll(/\/\* secret \*\/[^$]*\$(\d+)/gu)].map(([, number]) => Number(number)))
}

/** A password, a token, a key: it can be set but is never shown. The value does not even leave the database. */
export function secretOver(valueTypeOf: (column: ColumnFacts) => FieldType): FieldType {
  const masked = (expression: SQL) => sql`case when ${expression} is null then null else ${sql.raw(`'${dots}'`)} end`
  return fieldType({
    kind: 'secret',
    matches: (column) => column.secret,
    meta: (column) => ({ rules: column.valueType.meta(column).rules ?? {}, width: 'long', inputType: 'password' }),
    schema: (column, context) => valueTypeOf(column).schema(column, context),
    toForm: () => '',
    toCell: () => dots,
    toText: () => dots,
    // Filters and sorting would reveal the value bit by bit.
    sortable: false,
    // An empty input keeps the current value.
    read: masked,
    readCell: masked,
    write: (value, column) =>
      asSecret(valueTypeOf(column).write?.(value, column) ?? castParameter(value, column.castType)),
    writeOnly: true,
  })
}
