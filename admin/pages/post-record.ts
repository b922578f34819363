import { AdminError } from '../errors'
import { loadAttributes } from '../query/statistics'
import { isGranted, mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { FormDone, Notice } from './shapes/forms'
import type { RecordFormState } from './shapes/record'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import { backPath } from '../site/safe-path'
import type { Admin } from '../site/site'
import { ConflictError } from '../write/conflict'
import { withJoinedParts, withKnownParts, partColumn } from './posted-parts'
import { formName, postedBase, postedForm } from '../write/form-values'
import { addRecord, changeRecord, type Saved } from '../write/save-record'
import * as words from '../words/save'

/** A form as it was sent: a name may occur twice, and files are not text. */
export type Entries = readonly (readonly [name: string, value: unknown])[]

export interface RecordDone extends FormDone {
  /** The row's key; '' if it has none. */
  key: string
}

/**
 * Saves the posted form of one row, or adds one if the key is null, and says where to go next.
 *
 * @throws {AdminError} as `addRecord` and `changeRecord` do; `refusedRecord` turns the error into the form again.
 */
export async function postRecord(
  ctx: AdminContext,
  admin: Admin,
  { key, entries }: { key: string | null; entries: Entries },
): Promise<RecordDone> {
  // Checked first, so that an actor who may not save cannot find out the table's columns.
  rowsAllowed(ctx, admin, { verb: key === null ? 'add' : 'change', alias: 't' })
  // Without the attributes, the inputs of a composite value's parts would not be recognised.
  await loadAttributes(ctx, admin.table.columns)
  const form = postedForm(withChoices(withJoinedParts(ctx, admin, entries)))
  const saved = key === null ? await addRecord(ctx, admin, form) : await changeRecord(ctx, admin, { key, form })
  return {
    key: saved.key,
    notice: savedWords(ctx, { admin, saved, added: key === null }),
    href: nextPage(ctx, {
      admin,
      saved,
      then: form.get('~then') ?? 'list',
      list: form.get('~list') ?? '',
      back: backPath(form.get('~back'), ctx.basePath),
    }),
  }
}

interface SavedForm {
  admin: Admin
  saved: Saved
}

function savedWords(ctx: AdminContext, { admin, saved, added }: SavedForm & { added: boolean }): Notice {
  const mayOpen = saved.key !== '' && mayAct(ctx, admin, 'view')
  const link = mayOpen ? { href: `${adminPath(ctx, admin)}/${saved.key}`, linkText: saved.label } : {}
  if (!added && !saved.changed) return { text: words.nothingToSave(saved.label), ...link }
  return { text: words.saved(saved.label, added), ...link }
}

interface Next extends SavedForm {
  then: string
  list: string
  /** The record from which the form was opened. */
  back: string | null
}

function nextPage(ctx: AdminContext, { admin, saved, then, list, back }: Next): string {
  const href = adminPath(ctx, admin)
  const carried = [
    ...(list === '' ? [] : [`list=${encodeURIComponent(list)}`]),
    ...(back === null ? [] : [`~back=${encodeURIComponent(back)}`]),
  ].join('&')
  const mayView = mayAct(ctx, admin, 'view')
  if (then === 'add' && isGranted(ctx, admin, 'add')) return withQuery(`${href}/add`, carried)
  if (then === 'continue' && mayView && saved.key !== '') return withQuery(`${href}/${saved.key}`, carried)
  // A new account has no password and cannot log in, so setting one is the next step.
  if (admin.path === 'brolly.users' && saved.changed && then === 'list' && saved.key !== '' && mayView)
    return `${href}/${saved.key}`
  if (back !== null) return back
  return mayView ? withQuery(href, list) : ctx.basePath
}

/**
 * Resolves a conflict without JavaScript: "theirs" removes the value from the form, so that the column stays unchanged.
 */
function* withChoices(entries: Entries): Generator<readonly [string, unknown]> {
  const theirs = new Set(
    entries
      .filter(([name, value]) => name.startsWith('~choose.') && value === 'theirs')
      .map(([name]) => name.slice('~choose.'.length)),
  )
  for (const [name, value] of entries) {
    const column = name.startsWith('~null.') ? name.slice('~null.'.length) : name
    if (!theirs.has(column)) yield [name, value]
  }
}

interface RefusedForm {
  entries: Entries
  /** The message at the top. */
  message: string
  /** Undefined if the request failed before the table was found. */
  admin: Admin | undefined
  /** Null if the request failed before the actor was known. */
  ctx: Pick<AdminContext, 'actor'> | null
  /** With JavaScript the inputs still contain what was typed. */
  scripted: boolean
}

/**
 * The form again, with the problems and everything that was typed. On a conflict, both sides' changes are already
 * merged.
 */
export function refusedRecord(
  error: unknown,
  { entries, message, admin, ctx, scripted }: RefusedForm,
): RecordFormState {
  // A form that was too large to accept is too large to return; with JavaScript the inputs still contain it.
  const values =
    error instanceof AdminError && error.code === 'TOO_LARGE' ? null : typedValues(withKnownParts(ctx, admin, entries))
  const fields = error instanceof AdminError ? { ...error.fields } : {}
  const state = { message, errors: fields, values, conflict: null }
  return withoutSecrets(error instanceof ConflictError ? merged(state, error) : state, { admin, scripted })
}

function merged(state: RecordFormState, { conflict }: ConflictError): RecordFormState {
  const sides = conflict.rows.map((row) => [row.name, row.changedBy === 'them' ? row.theirsValue : row.mineValue])
  return { ...state, errors: {}, values: { ...state.values, ...Object.fromEntries(sides) }, conflict }
}

/**
 * A typed password or key is not sent back, where it could end up in pages and logs. Without JavaScript the user has to
 * type it again, which a message says.
 */
function withoutSecrets(
  state: RecordFormState,
  { admin, scripted }: Pick<RefusedForm, 'admin' | 'scripted'>,
): RecordFormState {
  const secrets = new Set(admin?.table.columns.filter((column) => column.secret).map(formName))
  const typed = Object.entries(state.values ?? {}).filter(([name, value]) => secrets.has(name) && value)
  if (typed.length === 0 || state.values === null) return state
  const again = scripted ? {} : Object.fromEntries(typed.map(([name]) => [name, words.typeAgain]))
  const values = Object.fromEntries(Object.entries(state.values).filter(([name]) => !secrets.has(name)))
  return { ...state, values, errors: { ...again, ...state.errors } }
}

function typedValues(entries: Entries): Record<string, string | null> {
  const names = new Set(entries.flatMap(([name]) => [name, partColumn(name) ?? name]))
  const typed = entries.flatMap(([name, value]): [string, string | null][] =>
    /^[~$]/u.test(name) || typeof value !== 'string'
      ? []
      : [[name, names.has(`~null.${name}`) && value === '' ? null : value]],
  )
  // An unticked checkbox is the only input that is not sent.
  const unticked = Object.keys(postedBase(postedForm(entries))).filter((name) => !names.has(name))
  return Object.fromEntries([...unticked.map((name): [string, string] => [name, 'false']), ...typed])
}
