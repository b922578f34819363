import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import type { ColumnFacts } from '../schema/model'
import { fieldType, type Operator } from './field-type'
import { inside } from './json-inside'
import { indentJson } from './json-text'
import { escapeLike, isNull, onlyValue } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

function rules(column: ColumnFacts): FieldRules {
  return { json: column.baseType === 'json' ? 'json' : 'jsonb' }
}

/** Searches the text, because a value may be anything. */
const contains: Operator = {
  id: 'contains',
  takes: 'one',
  raw: true,
  where: (expression, values) => sql`${expression}::text ilike ${`%${escapeLike(onlyValue(values))}%`}::text`,
}

/**
 * `has=color` finds objects with the key, `has={"color": "red"}` those that contain that part. An index on the column
 * supports both.
 */
const has: Operator = {
  id: 'has',
  takes: 'one',
  raw: true,
  where: (expression, values, column) => {
    const value = onlyValue(values)
    const json = column.baseType === 'jsonb' ? expression : sql`${expression}::jsonb`
    if (!/^\s*[[{]/.test(value)) return sql`${json} ? ${value}::text`
    const parsed = ruledSchema({ json: 'jsonb' }).safeParse(value)
    if (!parsed.success) throw new AdminError('BAD_QUERY', words.typeJsonOrKey)
    return sql`${json} @> ${value}::text::jsonb`
  },
}

/** JSON as text: its numbers never become JavaScript numbers, so no digit is lost. */
export const json = fieldType({
  kind: 'json',
  matches: (column) => column.baseType === 'json' || column.baseType === 'jsonb',
  meta: (column) => ({ rules: rules(column), width: 'long', rows: 6, monospace: true, input: 'editor', shown: 'tree' }),
  inputs: () => ['editor', 'text'],
  schema: (column) => ruledSchema(rules(column)),
  // `json` preserves whitespace, so it is not reformatted.
  toForm: (value, column) => (column.baseType === 'jsonb' ? indentJson(value) : value),
  toCell: (value) => value.replace(/\s+/g, ' ').slice(0, 100),
  toText: (value) => value,
  operators: [has, contains, isNull],
  inside,
  sortable: false,
  heavy: true,
})
