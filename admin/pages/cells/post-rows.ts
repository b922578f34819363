import { AdminError } from '../../errors'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { loadStatistics } from '../../query/statistics'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { inFormZone } from '../../write/form-zone'
import { changeRows, RowsRefused, type PostedRowForm } from '../../write/change-rows'
import { postedForm, type Entries } from '../../write/form-values'
import type { CellsDone, RowProblem, TypedRow } from '../shapes/cells'
import { undoHref } from '../undo-page'
import { cellColumns } from './cell-columns'
import { listFields, paintedRows } from './painted-rows'
import * as words from '../../words/cells'

/**
 * Saves the rows of a list whose inputs were posted, `<key>.<column>` with `<key>.~version` and `<key>.~base`: those that
 * were changed, in one transaction.
 *
 * @throws {RowsRefused} with the problems of all rows; nothing was written.
 */
export async function postRows(own: AdminContext, admin: Admin, entries: Entries): Promise<CellsDone> {
  const ctx = inFormZone(own, entries)
  rowsAllowed(ctx, admin, { verb: 'change', alias: 't' })
  const fields = listFields(ctx, admin, postedForm(entries).get('~list') ?? '')
  await loadStatistics(ctx)
  const keys = await changeRows(ctx, admin, {
    rows: rowForms(entries),
    columnsOf: (record) => cellColumns(ctx, admin, record),
  })
  const undo = keys.length > 0 ? { undoHref: undoHref(ctx) } : {}
  return {
    notice: { text: keys.length > 0 ? words.rowsSaved(keys.length) : words.nothingChanged, ...undo },
    painted: await paintedRows(ctx, admin, { keys, fields }),
  }
}

/** The name of the button that saves the inputs of a list. */
export const saveRowsAction = '~save'

/** `7.stock`, `7.~version`, `~null.7.note`: an escaped key contains no dot, and no `~` that is not an escape. */
const rowInput = /^(~null\.)?((?:[\w,-]|~[\dA-F]{2}|~(?=[,.]))+)\.([^.]+)$/su

/** Whether an input is one of a row, and not of the form that a list has for the selected rows. */
export const isRowInput = (name: string): boolean => rowInput.test(name)

/** The posted rows, each with the names that its own form would have. */
export function rowForms(entries: Entries): PostedRowForm[] {
  const rows = new Map<string, [string, unknown][]>()
  for (const [name, value] of entries) {
    const [, before = '', key, own = ''] = rowInput.exec(name) ?? []
    if (key === undefined) continue
    const row = rows.get(key) ?? []
    row.push([`${before}${own}`, value])
    rows.set(key, row)
  }
  return [...rows].map(([key, own]) => ({ key, form: postedForm(own) }))
}

/** The refused rows with what was typed in them. The rows of a conflict are shown as they are now, below what was typed. */
export function typedRows(error: unknown, entries: Entries): TypedRow[] {
  const problems = rowProblems(error)
  return rowForms(entries).map(({ key, form }) => ({
    key,
    version: problems[key]?.conflict?.version ?? form.get('~version') ?? '',
    base: problems[key]?.conflict?.base ?? form.get('~base') ?? '{}',
    values: Object.fromEntries([...form].filter(([name]) => !name.startsWith('~null.'))),
    nulls: [...form.keys()].flatMap((name) => (name.startsWith('~null.') ? [name.slice('~null.'.length)] : [])),
    ...(problems[key] ?? { message: null, errors: {}, conflict: null }),
  }))
}

/** The problems of a refused post by the keys of its rows; none if the whole of it was refused. */
export function rowProblems(error: unknown): Record<string, RowProblem> {
  return error instanceof AdminError && error instanceof RowsRefused ? { ...error.rows } : {}
}
