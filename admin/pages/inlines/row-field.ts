import type { FieldMeta } from '../../fields/field-meta'
import type { LoadedRecord } from '../../query/load-record'
import { formName } from '../../write/form-values'
import type { Inline } from '../../write/inlines/inline'
import { withoutInput } from '../record-fields'
import type { RecordField } from '../shapes/record'

/** Where an inline is: the form's table and the names of the inlines, and the key of the form's row, if it has one. */
export interface InlinePlace {
  path: readonly string[]
  parentKey: string | null
}

interface Within {
  inline: Inline
  place: InlinePlace
  /** The row that the inline's rows refer to. */
  parent: LoadedRecord | null
  intern: (meta: FieldMeta) => FieldMeta
}

/**
 * A field of an inline's row. The columns that refer to the parent have no inputs, but their values are known: a picker
 * searches with them, and within the limits that the inline declares.
 */
export function within(given: RecordField, { inline, place, parent, intern }: Within): RecordField {
  const { link, limits } = inline
  // The cells of a table are narrow.
  const field = inline.kind === 'table' ? withoutInput(given) : given
  const { relation } = field.meta
  if (!relation) return { ...field, meta: intern(field.meta) }
  const { siblings, follows = [], shared } = relation
  const names = new Set(link.columns.map(formName))
  const known = new Map(
    link.columns.map((column, index) => [formName(column), parent?.values[link.targetColumns[index]?.key ?? ''] ?? '']),
  )
  const asked = [...known].flatMap(([name, value]): [string, string][] => {
    if (value === '') return []
    return [
      ...(siblings.includes(name) ? [[`with.${name}`, value] as [string, string]] : []),
      ...(follows.includes(name) ? [[`value.${name}`, value] as [string, string]] : []),
    ]
  })
  if (limits !== undefined) {
    asked.push(['inline', place.path.join(',')])
    if (place.parentKey !== null) asked.push(['parent', place.parentKey])
  }
  const query = new URLSearchParams(asked).toString()
  const meta = {
    ...field.meta,
    relation: {
      ...relation,
      siblings: siblings.filter((name) => !names.has(name)),
      ...(shared
        ? {
            shared: shared.map(({ name, from = '' }) =>
              names.has(from) ? { name, value: known.get(from) ?? '' } : { name, from },
            ),
          }
        : {}),
      ...(relation.follows ? { follows: follows.filter((name) => !names.has(name)) } : {}),
      lookup: query === '' ? relation.lookup : `${relation.lookup}&${query}`,
    },
  }
  return { ...field, meta: intern(meta) }
}
