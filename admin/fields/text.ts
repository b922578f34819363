import { randomUUID } from 'node:crypto'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import type { FieldMeta } from './field-meta'
import { asText, fieldType, type DatabaseHints } from './field-type'
import { textual } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'

/** The rules of the column's type alone. */
export function textRules(column: ColumnFacts): FieldRules {
  const length = column.baseType === 'name' ? 63 : column.length
  return length === null ? {} : { maxLength: length }
}

/** A field up to this length fits half of the form. */
const shortLength = 40

/** A text with a larger average size in bytes gets a textarea. */
const lineBytes = 80

/** Turns the values of a CHECK into choices, and uses a textarea for long texts whose type has no length. */
function informed(column: ColumnModel, { choices, width }: DatabaseHints): Partial<FieldMeta> {
  if (choices) return { kind: 'choice', width: 'short', options: choices.map((value) => ({ value, label: value })) }
  if (column.baseType === 'text' && column.format === null && (width ?? 0) > lineBytes)
    return { kind: 'longtext', width: 'long', rows: 4 }
  return {}
}

const isText = ({ baseType }: ColumnFacts) => ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(baseType)

/** Text of one line. The empty text is a value. */
export const text = fieldType({
  kind: 'text',
  matches: isText,
  meta: (column) => ({
    rules: textRules(column),
    width: column.length !== null && column.length <= shortLength ? 'short' : 'long',
  }),
  inputs: () => ['text', 'markdown', 'code'],
  schema: (column) => ruledSchema(textRules(column)),
  informed,
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: textual,
  search: 'text',
  emptyIsValue: true,
  listRank: 70,
  example: 'x',
  aside: (column) =>
    randomUUID()
      .replaceAll('-', '')
      .slice(0, column.length ?? 63),
})

/** Text of several lines. */
export const longtext = fieldType({
  ...text,
  kind: 'longtext',
  matches: (column) =>
    column.dimensions === 0 && (column.format === 'longtext' ? isText(column) : column.long && column.format === null),
  meta: (column) => ({ rules: textRules(column), width: 'long', rows: 5 }),
  informed: () => ({}),
  heavy: true,
  listRank: 85,
})
