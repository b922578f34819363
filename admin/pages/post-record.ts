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

/** A form as it was sent: names may stand there twice, and a file is no text. */
export type Entries = readonly (readonly [name: string, value: unknown])[]

export interface RecordDone extends FormDone {
  /** Of the row; '' where it has none. */
  key: string
}

/**
 * Saves the posted form of one row, a null key adds, and tells where the person goes on.
 *
 * @throws {AdminError} as `addRecord` and `changeRecord` do; `refusedRecord` makes the form again of it.
 */
export async function postRecord(
  ctx: AdminContext,
  admin: Admin,
  { key, entries }: { key: string | null; entries: Entries },
): Promise<RecordDone> {
  // First of all: who may not save is told nothing of the table's columns.
  rowsAllowed(ctx, admin, { verb: key === null ? 'add' : 'change', alias: 't' })
  // Without it the inputs of a composite value's parts would not be known for what they are.
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
  // An account without a password lets nobody in: the next thing to do is to set one.
  if (admin.path === 'brolly.users' && saved.changed && then === 'list' && saved.key !== '' && mayView)
    return `${href}/${saved.key}`
  if (back !== null) return back
  return mayView ? withQuery(href, list) : ctx.basePath
}

/** Without JavaScript a conflict is settled here: "theirs" takes the value out of the form, which then leaves the column alone. */
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
  /** What to say on top. */
  message: string
  /** Undefined where it did not come so far that the table was found. */
  admin: Admin | undefined
  /** Null where it did not come so far that it was known who asks. */
  ctx: Pick<AdminContext, 'actor'> | null
  /** A script still has what was typed in the inputs. */
  scripted: boolean
}

/** The form again, with what is wrong and all that was typed; on a conflict with both sides' changes already put together. */
export function refusedRecord(
  error: unknown,
  { entries, message, admin, ctx, scripted }: RefusedForm,
): RecordFormState {
  // What was too large to take is too large to hand back; with a script the inputs still hold it.
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

/** A typed password or key is not sent back, into pages and logs; without a script it has to be typed again, which is said. */
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
  // Of all inputs only a box that is not ticked is not sent.
  const unticked = Object.keys(postedBase(postedForm(entries))).filter((name) => !names.has(name))
  return Object.fromEntries([...unticked.map((name): [string, string] => [name, 'false']), ...typed])
}
