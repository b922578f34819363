import type { InlineBlock, RecordField, RecordPage } from '@/admin/client'
import { inputViewsOf } from '../../fields/input-views'

/** The files with the inputs of a form, also for rows that may be added; null if there are none. */
export const recordViews = ({
  sections,
  inlines = [],
}: Pick<RecordPage, 'sections'> & Partial<Pick<RecordPage, 'inlines'>>): Promise<unknown> | null =>
  inputViewsOf([...sections.flatMap(({ fields }) => fields), ...inlines.flatMap(fieldsIn)].map(({ meta }) => meta))

function fieldsIn({ rows, blank, copies }: InlineBlock): RecordField[] {
  return [...rows, ...(blank ? [blank] : []), ...copies].flatMap(({ fields, inlines }) => [
    ...fields,
    ...inlines.flatMap(fieldsIn),
  ])
}
