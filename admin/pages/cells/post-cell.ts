import { AdminError } from '../../errors'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { loadRecord } from '../../query/load-record'
import { loadStatistics } from '../../query/statistics'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { ConflictError } from '../../write/conflict'
import { inFormZone } from '../../write/form-zone'
import { formName, narrowBase, postedForm, type Entries } from '../../write/form-values'
import { changeRecord } from '../../write/save-record'
import type { CellState } from '../shapes/cells'
import { savedNotice } from '../saved-notice'
import { cellColumn } from './cell-columns'
import { listFields, paintedRows } from './painted-rows'

/**
 * Saves one cell of a list: the record's own save, of this column alone.
 *
 * @returns The row as the database has it now; on a conflict, both sides.
 * @throws {AdminError} as `changeRecord` does, and `FORBIDDEN` for a column that cannot be edited in the list.
 */
export async function postCell(
  given: AdminContext,
  admin: Admin,
  { key, entries }: { key: string; entries: Entries },
): Promise<CellState> {
  const ctx = inFormZone(given, entries)
  rowsAllowed(ctx, admin, { verb: 'change', alias: 't' })
  const form = postedForm(entries)
  const fields = listFields(ctx, admin, form.get('~list') ?? '')
  await loadStatistics(ctx)
  // Saving tells what became of a row that is gone.
  const record = await loadRecord(ctx, admin, { key }).catch(unlessGone)
  const column = record && cellColumn(ctx, admin, { name: form.get('~column') ?? '', record })
  const own = new Set(['~version', '~base', '~token'])
  if (column) for (const name of [formName(column), `~null.${formName(column)}`]) own.add(name)
  const cell = new Map([...form].filter(([name]) => own.has(name)))
  const names = column ? [formName(column)] : []
  if (column) cell.set('~base', narrowBase(form.get('~base'), names))
  const painted = () => paintedRows(ctx, admin, { keys: [key], fields })
  try {
    const saved = await changeRecord(ctx, admin, { key, form: cell })
    const done = { notice: savedNotice(ctx, admin, { saved, added: false }), painted: await painted() }
    return { saved: done, error: null, conflict: null, theirs: null }
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const conflict = error.conflict && { ...error.conflict, base: narrowBase(error.conflict.base, names) }
    return { saved: null, error: error.message, conflict, theirs: await painted() }
  }
}

function unlessGone(error: unknown): null {
  if (error instanceof AdminError && error.code === 'NOT_FOUND') return null
  throw error
}

/** What to show at a cell that was not saved: the problem of its column, or else of the row. */
export function refusedCell(error: unknown, message: string): CellState {
  const problems = error instanceof AdminError ? [...new Set(Object.values(error.fields))] : []
  return {
    saved: null,
    error: problems.length > 0 ? problems.join(' ') : message,
    conflict: null,
    theirs: null,
  }
}
