import { recordedValues } from '../query/load-record'
import { isRecorded } from '../query/table-ref'
import { dots } from '../fields/mask'
import { readLength } from '../fields/shown-text'
import { columnsAllowed } from '../permissions/columns-allowed'
import { isGranted } from '../permissions/rows-allowed'
import { loadAttributes } from '../query/statistics'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/history'
import { actionOf } from './history-page'
import { labelFor } from './past-label'
import { pastText } from './past-text'
import { canPutBack, pastEntry, putBackHref, valuesThen } from './put-back'
import { referenceNames } from './reference-names'
import { linkHref } from './row-cells'
import type { PastField, PastRowPage } from './shapes/past-row'

/**
 * A row as an entry of its history left it, as far as it is known from the log. Of a deletion, as it was before.
 *
 * @param request.id The id of the entry.
 * @throws {AdminError} `NOT_FOUND` for an entry that this actor may not read.
 */
export async function pastRowPage(
  ctx: AdminContext,
  admin: Admin,
  { key, id }: { key: string; id: string },
): Promise<PastRowPage> {
  await loadAttributes(ctx, admin.table.columns)
  const past = await pastEntry(ctx, admin, { key, id })
  const { entry, record } = past
  const since = await valuesThen(ctx, admin, past)
  const { at, atExact, actor, action } = actionOf(ctx, admin, entry)
  const href = `${adminPath(ctx, admin)}/${key}`
  const values = record && recordedValues(record)
  const columns = columnsAllowed(ctx, admin).map((column) => {
    const change = since.get(column.name)
    const now = values?.[column.key] ?? null
    const then = change === undefined ? now : (change?.[0] ?? null)
    const differs = isRecorded(column) ? then !== now : change !== undefined
    return { column, then, now, differs, isHidden: !isRecorded(column) || change === null }
  })
  const name = await referenceNames(ctx, admin, (column) =>
    columns.flatMap((shown) => (shown.column === column ? [shown.then, shown.now] : [])),
  )
  const mayWrite = record ? record.may.change : isGranted(ctx, admin, 'add')
  const isDifferent = columns.some(({ column, differs }) => differs && (!record || canPutBack(ctx, admin, column)))
  return {
    title: words.asOf(record?.label ?? labelFor(ctx, admin, entry), at),
    sentence: entry.action === 'delete' ? words.beforeDeletion(actor) : words.doneBy(action, actor),
    atExact,
    fields: columns.map(({ column, then, now, differs, isHidden }): PastField => {
      const text = (value: string | null) =>
        (isHidden ? undefined : name(column, value)) ?? textOf(ctx, column, { value, isHidden })
      return {
        label: column.label,
        then: text(then),
        now: differs && record ? text(now) : null,
        differs: differs && record !== null,
        href: then === null || isHidden || column.secret ? null : linkHref(ctx, column, then) || null,
      }
    }),
    historyHref: `${href}/history`,
    recordHref: record ? href : null,
    putBackHref: mayWrite && isDifferent ? putBackHref(ctx, admin, { key, id, columns: [] }) : null,
  }
}

interface Told {
  value: string | null
  isHidden: boolean
}

function textOf(ctx: AdminContext, column: ColumnModel, { value, isHidden }: Told): string | null {
  if (isHidden) return dots
  if (value === null) return null
  return pastText(ctx, column, { value, most: readLength })
}
