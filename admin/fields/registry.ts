import type { ColumnFacts } from '../schema/model'
import type { ColumnTypes } from '../schema/read-schema'
import type { FieldKind } from './field-meta'
import { arrayOf } from './array'
import { binary } from './binary'
import { bits } from './bits'
import { boolean } from './boolean'
import { choiceOver } from './choice'
import { compositeOver } from './composite'
import { custom } from './custom'
import { date } from './date'
import { decimal } from './decimal'
import { fallback } from './fallback'
import type { FieldType } from './field-type'
import { file, image } from './file'
import { float } from './float'
import { geometry } from './geometry'
import { inet } from './inet'
import { integer } from './integer'
import { interval } from './interval'
import { json } from './json'
import { rangeOver } from './range'
import { relationOver } from './relation'
import { secretOver } from './secret'
import { longtext, text } from './text'
import { time } from './time'
import { timestamp } from './timestamp'
import { tsvector } from './tsvector'
import { uuid } from './uuid'
import { email, phone, slug, url } from './text-formats'
import { vector } from './vector'

/** All field types by kind, in the order in which they are tried: the most specific first. */
export const fieldTypes = {
  secret: secretOver(valueTypeOf),
  relation: relationOver(valueTypeOf),
  array: arrayOf(valueTypeOf),
  composite: compositeOver(valueTypeOf),
  custom,
  choice: choiceOver(valueTypeOf),
  email,
  url,
  phone,
  slug,
  // Only by declaration.
  file: file(),
  image: image(),
  boolean,
  integer,
  decimal,
  float,
  date,
  time,
  timestamp,
  interval,
  uuid,
  json,
  binary,
  inet,
  vector,
  geometry,
  bits,
  range: rangeOver(valueTypeOf),
  tsvector,
  longtext,
  text,
  fallback,
} as const satisfies Record<FieldKind, FieldType>

const inOrder: readonly FieldType[] = Object.values(fieldTypes)

/**
 * The type of a column by its facts. A column with a link becomes `fieldTypes.relation`, which is decided by the model.
 */
export function fieldTypeOf(column: ColumnFacts): FieldType {
  if (fieldTypes.secret.matches(column)) return fieldTypes.secret
  return column.ownType ?? inOrder.find((type) => type.matches(column)) ?? fallback
}

/** The type of the plain value, whether or not the column is masked or refers to a row. */
export function valueTypeOf(column: ColumnFacts): FieldType {
  if (column.ownType) return column.ownType
  return inOrder.find((type) => type !== fieldTypes.secret && type.matches(column)) ?? fallback
}

/** How `readSchema` assigns field types. */
export const columnTypes: ColumnTypes = { of: fieldTypeOf, valueOf: valueTypeOf, relation: fieldTypes.relation }
