import type { LoadedRecord } from '../../query/load-record'
import type { AdminContext } from '../../site/context'
import { formName } from '../../write/form-values'
import { readChildren } from '../../write/inlines/child-rows'
import { inlineWritable, type Inline } from '../../write/inlines/inline'
import { copiedValues } from '../duplicate'
import type { InlineBlank } from '../shapes/inline'
import type { RecordField } from '../shapes/record'

/** If there are more rows, none are copied, because a duplicate with some of the rows would be misleading. */
const mostCopies = 200

interface Copying {
  /** The record whose rows are copied. */
  source: LoadedRecord
  /** A new row; null if none can be added. */
  blank: InlineBlank | null
}

/** New rows with the values of the rows of another record. */
export async function copiesOf(ctx: AdminContext, inline: Inline, { source, blank }: Copying): Promise<InlineBlank[]> {
  if (blank === null) return []
  const { rows, count } = await readChildren(
    ctx,
    { ...inline, pageSize: mostCopies },
    { parent: source.values, page: 1 },
  )
  if (count > mostCopies) return []
  return rows.map((record) => {
    const values = copiedValues(ctx, inline.admin, {
      record,
      columns: inlineWritable(ctx, inline, null),
      parted: inline.admin.table.key.some((column) => inline.link.columns.includes(column)),
    })
    const fields = blank.fields.map((field): RecordField => {
      const column = inline.columns.find((candidate) => formName(candidate) === field.meta.name)
      const linked = column ? (record.linkLabels[column.key] ?? null) : null
      return field.meta.name in values ? { ...field, value: values[field.meta.name] ?? null, text: linked } : field
    })
    return { ...blank, fields }
  })
}
