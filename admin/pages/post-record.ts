import { loadAttributes, loadTypes } from '../query/statistics'
import { isGranted, mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { AdminError } from '../errors'
import { loadRecord } from '../query/load-record'
import { rowTexts } from './record-extras'
import { savedNotice } from './saved-notice'
import type { FormDone } from './shapes/forms'
import type { SavedRow } from './shapes/record'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import { backPath, safePath } from '../site/safe-path'
import type { Admin } from '../site/site'
import { inFormZone } from '../write/form-zone'
import { withoutTheirs } from '../write/posted-choices'
import { withJoinedMany } from '../write/many/posted-many'
import { withJoinedParts } from '../write/posted-parts'
import { formName, postedForm, type Entries, type PostedForm } from '../write/form-values'
import { addFromForm, changeRecord, type Saved } from '../write/save-record'
import { namedColumn, writableColumns } from '../write/writable-columns'

export interface RecordDone extends FormDone, SavedRow {}

/**
 * Saves the posted form of one row, or adds one if the key is null, and says where to go next.
 *
 * @throws {AdminError} as `addRecord` and `changeRecord` do; `refusedRecord` turns the error into the form again.
 */
export async function postRecord(
  own: AdminContext,
  admin: Admin,
  { key, entries }: { key: string | null; entries: Entries },
): Promise<RecordDone> {
  const ctx = inFormZone(own, entries)
  // Checked first, so that an actor who may not save cannot find out the table's columns.
  rowsAllowed(ctx, admin, { verb: key === null ? 'add' : 'change', alias: 't' })
  // Without the attributes, the inputs of a composite value's parts would not be recognised.
  await (admin.options.form?.inlines ? loadTypes(ctx) : loadAttributes(ctx, admin.table.columns))
  const form = postedForm(withoutTheirs(withJoinedMany(ctx, admin, withJoinedParts(ctx, admin, entries))))
  const saved = await (key === null
    ? addFromForm(ctx, admin, { form, withExtra: true })
    : changeRecord(ctx, admin, { key, form, withExtra: true }))
  const back = backPath(form.get('~back'), ctx.basePath)
  const then = form.get('~then') ?? 'list'
  // A form that was opened from another record returns to it.
  const isPlainSave = then === 'list' && back === null
  const declared = isPlainSave ? await declaredNext(ctx, { admin, saved }) : null
  return {
    key: saved.key,
    label: saved.label,
    notice: savedNotice(ctx, admin, { saved, added: key === null }),
    href: nextPage(ctx, {
      admin,
      saved,
      then: isPlainSave ? buttonFor(declared) : then,
      path: isPlainSave ? safePath(declared ?? '') : null,
      list: form.get('~list') ?? '',
      back,
      form,
    }),
  }
}

interface SavedForm {
  admin: Admin
  saved: Saved
}

interface Next extends SavedForm {
  /** The button: `list`, `continue` or `add`. */
  then: string
  /** A declared page instead. */
  path: string | null
  list: string
  /** The record from which the form was opened. */
  back: string | null
  form: PostedForm
}

/** The button that leads to what `form.afterSave` names. */
const buttonFor = (declared: string | null) =>
  declared === 'record' ? 'continue' : declared === 'add' ? 'add' : 'list'

/** The values that are kept for the next row, as parts of a query string. */
function kept(ctx: AdminContext, admin: Admin, form: PostedForm): string[] {
  const writable = writableColumns(ctx, admin, null)
  return (admin.options.form?.keep ?? []).flatMap((name) => {
    const column = namedColumn(writable, name)
    const text = column && !column.secret ? form.get(formName(column)) : undefined
    return column && text ? [`${formName(column)}=${encodeURIComponent(text)}`] : []
  })
}

/**
 * Where "Save" leads by the declaration: the button with the same effect, or a path. The row is saved by now, so a
 * declared function that fails is logged, and has no effect.
 */
async function declaredNext(ctx: AdminContext, { admin, saved }: SavedForm): Promise<string | null> {
  const declared = admin.options.form?.afterSave
  if (typeof declared !== 'function') return declared ?? null
  if (saved.key === '') return null
  try {
    const row = rowTexts(ctx, admin, await loadRecord(ctx, admin, { key: saved.key }))
    const next: unknown = declared(row as never, { actor: ctx.actor, record: row })
    return typeof next === 'string' ? next : null
  } catch (error) {
    // Otherwise, the actor may not view the row.
    if (!(error instanceof AdminError)) console.error(`brolly: form.afterSave of ${admin.path} failed`, error)
    return null
  }
}

function nextPage(ctx: AdminContext, { admin, saved, then, path, list, back, form }: Next): string {
  const href = adminPath(ctx, admin)
  const carried = [
    ...(list === '' ? [] : [`list=${encodeURIComponent(list)}`]),
    ...(back === null ? [] : [`~back=${encodeURIComponent(back)}`]),
  ].join('&')
  const mayView = mayAct(ctx, admin, 'view')
  if (then === 'add' && isGranted(ctx, admin, 'add'))
    return withQuery(`${href}/add`, [carried, ...kept(ctx, admin, form)].filter((part) => part !== '').join('&'))
  if (then === 'continue' && mayView && saved.key !== '') return withQuery(`${href}/${saved.key}`, carried)
  if (path !== null) return path
  // A new account has no password and cannot log in, so setting one is the next step.
  if (admin.path === 'brolly.users' && saved.changed && then === 'list' && saved.key !== '' && mayView)
    return `${href}/${saved.key}`
  if (back !== null) return back
  return mayView ? withQuery(href, list) : ctx.basePath
}
