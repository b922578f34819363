import { sql } from 'drizzle-orm'
import { shortened } from '../fields/shown-text'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { LookupOption } from '../fields/field-meta'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { defaultFields, labelColumns } from './list-columns'
import type { ListField } from './list-field'
import { linkOf, RowsQuery } from './list-rows'
import { totalOrder } from './list-sort'
import { keysWhere } from './keys-where'
import { rootRef } from './table-ref'

const mostDetails = 2
const longestDetail = 60

/**
 * Adds a second line to the options that have the same label: what the list of the table shows next to it, as far as
 * the actor may view it. The key is shown in any case.
 */
export async function withDetails(
  ctx: AdminContext,
  target: Admin,
  options: readonly LookupOption[],
): Promise<LookupOption[]> {
  const times = new Map<string, number>()
  for (const { label } of options) times.set(label, (times.get(label) ?? 0) + 1)
  const alike = options.filter(({ label }) => (times.get(label) ?? 0) > 1)
  const details = alike.length > 0 ? await detailsOf(ctx, target, alike) : new Map<string, string>()
  return options.map((option) => {
    const detail = details.get(option.key)
    return detail ? { ...option, detail } : option
  })
}

/** Not the names of many rows, which would be too long. */
type TextField = Exclude<ListField, { kind: 'many' }>

/** What the list of a table shows of these rows next to their labels, by key, as far as the actor may view it. */
export async function detailsOf(
  ctx: AdminContext,
  target: Admin,
  options: readonly Pick<LookupOption, 'key'>[],
): Promise<Map<string, string>> {
  const ref = rootRef(target.table)
  const label = labelColumns(ctx, target)
  const isTelling = ({ secret, primaryKey }: ColumnModel) => !secret && !primaryKey
  const fields = defaultFields(ctx, target).flatMap((field): TextField[] => {
    if (field.kind === 'many') return []
    if (field.kind !== 'column') return [field]
    return !label.includes(field.column) && isTelling(field.column) ? [field] : []
  })
  const { where } = rowsAllowed(ctx, target, { verb: 'view', alias: ref.alias })
  const keys = options.map(({ key }) => key)
  const rows = await new RowsQuery(ctx, { admin: target, ref, terms: totalOrder(ctx, ref, []), fields }).read({
    where: sql`(${keysWhere(ctx, target, keys)}) and ${where}`,
    branches: [sql`true`],
    backwards: false,
    limit: keys.length,
  })
  return new Map(
    rows.map((row) => {
      const texts = fields.map((field, index) =>
        linkOf(field) ? (row.linkLabels[index] ?? '') : detailText(ctx, field, row.cells[index] ?? null),
      )
      return [row.key, texts.filter(Boolean).slice(0, mostDetails).join(' · ')]
    }),
  )
}

function detailText(ctx: AdminContext, field: TextField, cell: string | null): string {
  if (cell === null || field.kind === 'computed') return cell ?? ''
  try {
    return shortened(field.column.valueType.toText(cell, field.column, ctx), longestDetail)
  } catch {
    // A custom type may throw on an invalid value.
    return ''
  }
}
