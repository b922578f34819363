import { customType, pgEnum } from 'drizzle-orm/pg-core'
import type { ColumnFacts } from '../../../schema/model'
import { parseSqlType } from '../../../schema/sql-type'
import type { FieldKind } from '../../../fields/field-meta'
import type { FieldCases } from '../../field-table'
import { bareFacts } from '../../../schema/columns'

/** Cases of a kind of column. */
export interface FieldSample extends FieldCases {
  kind: FieldKind
  title: string
}

/** The types that columns of the samples have. */
export const sampleTypes: readonly string[] = [
  `create type contract_mood as enum ('sad', 'ok', 'it''s complicated')`,
  `create type contract_pair as (a int, b text)`,
  `create type contract_span as range (subtype = float8)`,
  `create type contract_words as range (subtype = text, multirange_type_name = contract_words_set)`,
  `create type contract_home as (street text, zip varchar(10), since date, mood contract_mood, rooms int[], seen timestamptz, pair contract_pair)`,
]

/** One of the types above. */
export const mood = pgEnum('contract_mood', ['sad', 'ok', "it's complicated"])

/** A type that Drizzle does not support. */
export const of = (type: string) => customType<{ data: string }>({ dataType: () => type })

/** `values` in ascending order, queried around the middle one: every ordered type must support this. */
export function order(middle: string, last: string): NonNullable<FieldSample['filters']> {
  return {
    eq: [[[middle], [1]]],
    ne: [[[middle], [0, 2, 3]]],
    gte: [[[middle], [1, 2]]],
    lte: [[[middle], [0, 1]]],
    gt: [[[middle], [2]]],
    lt: [[[middle], [0]]],
    in: [
      [
        [middle, last],
        [1, 2],
      ],
    ],
  }
}

/** What the catalogue says about an attribute of a composite type. */
export const attribute = (name: string, type: string): ColumnFacts => ({
  key: name,
  name,
  ...parseSqlType(type),
  enumValues: null,
  notNull: false,
  ...bareFacts,
})
