import { inputName } from '../schema/input-name'
import type { ColumnFacts, ColumnModel } from '../schema/model'
import type { FieldMeta } from './field-meta'
import type { FieldType, FormatContext } from './field-type'
import { joinParts, ofPart } from './parts'
import { parseRecord } from './record-literal'
import type { Refusal } from './ruled-schema'
import * as words from '../words/ranges'

/**
 * A range in a form: an input for each end, of the type of the bounds, and a choice which of them are included. Its text is a record of
 * the three, and empty if nothing was filled in. An end that is empty is open.
 */

/** The type of a range's bounds. */
export interface RangeBound {
  readonly facts: ColumnFacts
  readonly type: FieldType
}

const ends = ['[)', '[]', '(]', '()'] as const
const noRange = 'empty'
const choices = [...ends, noRange] as const

/** How the three inputs are filled in. */
const kindsOf = ({ kind, emptyIsValue }: FieldType) => [
  { kind, nullable: true, emptyIsValue },
  { kind, nullable: true, emptyIsValue },
  { kind: 'choice' as const, nullable: true, emptyIsValue: false },
]

export function rangeParts({ facts, type }: RangeBound, column: ColumnModel, context?: FormatContext): FieldMeta[] {
  const prefix = `~part.${inputName(column.name)}`
  const model: ColumnModel = { ...facts, table: column.table, label: '', help: null, type, valueType: type, link: null }
  const own = { ...type.meta(model), ...(context && type.contextMeta?.(model, context)) }
  const end = (name: string, label: string): FieldMeta => ({
    width: 'short',
    ...own,
    kind: type.kind,
    rules: own.rules ?? {},
    name: `${prefix}.${name}`,
    label,
    nullable: true,
    emptyIsValue: type.emptyIsValue,
    readOnly: false,
  })
  return [
    end('from', words.from),
    end('to', words.to),
    {
      name: `${prefix}.ends`,
      label: words.ends,
      kind: 'choice',
      width: 'short',
      rules: { oneOf: choices },
      nullable: true,
      emptyIsValue: false,
      readOnly: false,
      placeholder: words.usualEnds,
      options: choices.map((value) => ({ value, label: words.endsIncluded[value] })),
    },
  ]
}

/** The form's text for a range that was read: its ends, null if open, and which are included. */
export function rangeFormText(bound: FieldType, [from, to, included]: readonly (string | null)[]): string {
  return joinParts(kindsOf(bound), [from ?? null, to ?? null, included ?? null])
}

/** The range in a form's text, in PostgreSQL's format; null if the text is none of a form. */
export function readRangeForm(text: string, readBound: (text: string) => string | Refusal): string | Refusal | null {
  const items = text.startsWith('(') ? parseRecord(text) : null
  if (items?.length !== 3) return null
  const [from = null, to = null, chosen = null] = items
  if (chosen !== null && chosen !== noRange && !ends.some((known) => known === chosen)) return null
  if (chosen === noRange) return from === null && to === null ? noRange : { refused: words.emptyHasNoEnds }
  const included = chosen ?? ends[0]
  const bounds: string[] = []
  for (const [label, bound] of [
    [words.from, from],
    [words.to, to],
  ] as const) {
    const read = bound === null ? '' : readBound(bound)
    if (typeof read !== 'string') return { refused: ofPart(label, read.refused) }
    bounds.push(read)
  }
  return `${included.slice(0, 1)}${bounds.join(',')}${included.slice(1)}`
}
