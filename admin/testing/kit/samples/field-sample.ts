import { customType, pgEnum, type PgColumnBuilderBase } from 'drizzle-orm/pg-core'
import type { ColumnFacts } from '../../../schema/model'
import { parseSqlType } from '../../../schema/sql-type'
import type { FieldKind } from '../../../fields/field-meta'
import type { OperatorId } from '../../../fields/filter-meta'
import { bareFacts } from '../../../schema/columns'

/** A column of a kind, with the values at its edges. Rows are numbered in the order of `values`; one with NULL follows. */
export interface FieldSample {
  kind: FieldKind
  title: string
  column: (name: string) => PgColumnBuilderBase
  /** Where Drizzle's own words for the type do not do. */
  ddl?: string
  facts?: Partial<ColumnFacts>
  /** An extension without which the type does not exist: where it is missing the sample is skipped. */
  extension?: string
  values: readonly (string | null)[]
  /** Among them, those that are shown but cannot be chosen anew. */
  shownOnly?: readonly string[]
  /** What PostgreSQL gives back where saving changes the text but not the value. */
  equal?: (value: string) => string
  /** What is typed, and what is stored then. */
  accepts?: readonly (readonly [typed: string, stored: string])[]
  refuses?: readonly (readonly [typed: string, message: string])[]
  filters?: Partial<Record<OperatorId, readonly (readonly [values: string[], rows: number[]])[]>>
}

/** Made by the suite. */
export const mood = pgEnum('contract_mood', ['sad', 'ok', "it's complicated"])

/** A type that Drizzle has no word for. */
export const of = (type: string) => customType<{ data: string }>({ dataType: () => type })

/** `values` in rising order, the middle one asked for: what every ordered type answers. */
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

/** What the catalogue tells of an attribute of a composite type. */
export const attribute = (name: string, type: string): ColumnFacts => ({
  key: name,
  name,
  ...parseSqlType(type),
  enumValues: null,
  notNull: false,
  ...bareFacts,
})
