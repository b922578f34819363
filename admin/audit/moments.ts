import type { FormatContext } from '../fields/field-type'
import { fieldTypes } from '../fields/registry'
import type { ColumnFacts } from '../schema/model'
import { bareFacts } from '../schema/columns'

/** The facts needed to format a `timestamptz` that is not a column of a list. */
const momentFacts: ColumnFacts = {
  key: 'at',
  name: 'at',
  baseType: 'timestamptz',
  castType: 'timestamptz',
  dimensions: 0,
  length: null,
  precision: null,
  scale: null,
  enumValues: null,
  notNull: true,
  ...bareFacts,
}

/** A `timestamptz` in readable form, and exactly with its zone. */
export function formatMoment(ctx: FormatContext, text: string): { shown: string; exact: string } {
  const cell = fieldTypes.timestamp.toCell(text, momentFacts, ctx)
  return Array.isArray(cell) ? { shown: cell[0], exact: cell[1] } : { shown: String(cell), exact: text }
}
