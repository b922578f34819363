import { mayRun, replacesDelete } from '../actions/declared-action'
import { mayAct } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { bulkFields } from '../write/plan/bulk-form'
import { editAction } from './bulk-page'
import { duplicateButton } from './duplicate'
import { mergeButton } from './merge-page'
import type { ListAction } from './shapes/list'
import * as listWords from '../words/list'

/** All buttons for the selected rows of a list. */
export const listButtons = (ctx: AdminContext, admin: Admin): ListAction[] => [
  ...editButton(ctx, admin),
  ...duplicateButton(ctx, admin),
  ...mergeButton(ctx, admin),
  ...listActions(ctx, admin),
]

/** The button that edits the selected rows, if any column can be changed in many rows at once. */
const editButton = (ctx: AdminContext, admin: Admin): ListAction[] =>
  bulkFields(ctx, admin).length === 0 ? [] : [{ name: editAction, label: listWords.edit, danger: false }]

/** The actions on chosen rows that this actor may run, ending with the delete. */
export function listActions(ctx: AdminContext, admin: Admin): ListAction[] {
  if (admin.table.key.length === 0 || admin.table.kind !== 'table') return []
  const declared = actionsFor(ctx, admin, 'rows')
  return mayAct(ctx, admin, 'delete') && !replacesDelete(admin)
    ? [...declared, { name: 'delete', label: listWords.deleteRows, danger: true }]
    : declared
}

/** The declared actions that this actor may run, on rows or without any. */
export const actionsFor = (ctx: AdminContext, admin: Admin, on: 'rows' | 'table'): ListAction[] =>
  (admin.options.actions ?? [])
    .filter((action) => (action.on ?? 'rows') === on && mayRun(ctx, admin, action))
    .map(({ name, label, danger = false }) => ({ name, label, danger }))
