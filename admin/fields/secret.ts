import { sql, type SQL } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { fieldType, type FieldType } from './field-type'
import { castParameter } from './operators'

const dots = '••••••'

/** A password, a token, a key: may be set, is never shown. The value itself does not even leave the database. */
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
    // A filter or a sort would tell the value piece by piece.
    sortable: false,
    // An empty box leaves it as it is.
    read: masked,
    readCell: masked,
    write: (value, column) => valueTypeOf(column).write?.(value, column) ?? castParameter(value, column.castType),
    writeOnly: true,
  })
}
