'use server'

import { headers } from 'next/headers'
import { redirect, unstable_rethrow } from 'next/navigation'
import site from '@/admin.config'
import {
  addRecord,
  AdminError,
  adminPath,
  adminSlug,
  changeRecord,
  ConflictError,
  deleteRecords,
  escapeName,
  isGranted,
  postedBase,
  postedForm,
  runAction,
  type Admin,
  type AdminContext,
  type Saved,
} from '@/admin/server'
import type { RecordFormState, DeleteFormState } from '@/admin/client'
import { findAdmin } from '../find-admin'
import { setFlash } from '../flash'
import { withQuery } from '../parameters'
import { actionContext, setRefusedStatus, told } from './action-context'
import { formInput, newOrRowInput, rowInput } from './inputs'

interface Row {
  table: string
  key: string
}

/** Saves the form of one row; a null key adds. */
export async function saveRecord(
  target: { table: string; key: string | null },
  _: RecordFormState,
  posted: FormData,
): Promise<RecordFormState> {
  const { table, key } = newOrRowInput.parse(target)
  const data = formInput(posted)
  const path = `/admin/${table}/${key ?? 'add'}`
  try {
    const ctx = await actionContext(path)
    const admin = findAdmin(ctx, table)
    const form = postedForm(withChoices(data))
    const saved = key === null ? await addRecord(ctx, admin, form) : await changeRecord(ctx, admin, { key, form })
    await setFlash(savedWords(ctx, { admin, saved, added: key === null }))
    redirect(nextPage(ctx, { admin, saved, then: form.get('~then') ?? 'list', list: form.get('~list') ?? '' }))
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return withoutSecrets(refusal(error, data), {
      secrets: secretsOf(table),
      scripted: (await headers()).has('next-action'),
    })
  }
}

interface SavedForm {
  admin: Admin
  saved: Saved
}

function savedWords(ctx: AdminContext, { admin, saved, added }: SavedForm & { added: boolean }) {
  const mayOpen = saved.key !== '' && isGranted(ctx, admin, 'view')
  const link = mayOpen ? { href: `${adminPath(admin)}/${saved.key}`, linkText: saved.label } : {}
  if (!added && !saved.changed) return { text: `Nothing to save: “${saved.label}” is unchanged.`, ...link }
  return { text: `${added ? 'Added' : 'Saved'} “${saved.label}”.`, ...link }
}

function nextPage(ctx: AdminContext, { admin, saved, then, list }: SavedForm & { then: string; list: string }): string {
  const href = adminPath(admin)
  const carried = list === '' ? '' : `list=${encodeURIComponent(list)}`
  const mayView = isGranted(ctx, admin, 'view')
  if (then === 'add' && isGranted(ctx, admin, 'add')) return withQuery(`${href}/add`, carried)
  if (then === 'continue' && mayView && saved.key !== '') return withQuery(`${href}/${saved.key}`, carried)
  // An account without a password lets nobody in: the next thing to do is to set one.
  if (admin.path === 'brolly.users' && saved.changed && then === 'list' && saved.key !== '' && mayView)
    return `${href}/${saved.key}`
  return mayView ? withQuery(href, list) : '/admin'
}

/** Without JavaScript a conflict is settled here: "theirs" takes the value out of the form, which then leaves the column alone. */
function* withChoices(data: FormData): Generator<readonly [string, unknown]> {
  const theirs = new Set(
    [...data]
      .filter(([name, value]) => name.startsWith('~choose.') && value === 'theirs')
      .map(([name]) => name.slice('~choose.'.length)),
  )
  for (const [name, value] of data) {
    const column = name.startsWith('~null.') ? name.slice('~null.'.length) : name
    if (!theirs.has(column)) yield [name, value]
  }
}

/** The form again, with what is wrong and all that was typed; on a conflict with both sides' changes already put together. */
function refusal(error: unknown, data: FormData): RecordFormState {
  // What was too large to take is too large to hand back; with a script the inputs still hold it.
  const values = error instanceof AdminError && error.code === 'TOO_LARGE' ? null : typedValues(data)
  if (error instanceof ConflictError) {
    const merged = error.conflict.rows.map((row) => [
      row.name,
      row.changedBy === 'them' ? row.theirsValue : row.mineValue,
    ])
    return {
      message: error.message,
      errors: {},
      values: { ...values, ...Object.fromEntries(merged) },
      conflict: error.conflict,
    }
  }
  return {
    message: told(error),
    errors: error instanceof AdminError ? { ...error.fields } : {},
    values,
    conflict: null,
  }
}

interface Secrets {
  /** Form names of columns that are masked. */
  secrets: ReadonlySet<string>
  /** A script still has what was typed in the inputs. */
  scripted: boolean
}

/** A typed password or key is not sent back, into pages and logs; without a script it has to be typed again, which is said. */
function withoutSecrets(state: RecordFormState, { secrets, scripted }: Secrets): RecordFormState {
  const typed = Object.entries(state.values ?? {}).filter(([name, value]) => secrets.has(name) && value)
  if (typed.length === 0 || state.values === null) return state
  const again = scripted
    ? {}
    : Object.fromEntries(typed.map(([name]) => [name, 'Type this again: it is not sent back.']))
  const values = Object.fromEntries(Object.entries(state.values).filter(([name]) => !secrets.has(name)))
  return { ...state, values, errors: { ...again, ...state.errors } }
}

function secretsOf(slug: string): ReadonlySet<string> {
  const table = site.admins.find((admin) => adminSlug(admin) === slug)?.table
  return new Set(table?.columns.filter((column) => column.secret).map((column) => escapeName(column.name)))
}

function typedValues(data: FormData): Record<string, string | null> {
  const typed = [...data].flatMap(([name, value]): [string, string | null][] =>
    /^[~$]/u.test(name) || typeof value !== 'string'
      ? []
      : [[name, data.has(`~null.${name}`) && value === '' ? null : value]],
  )
  // Of all inputs only a box that is not ticked is not sent.
  const unticked = Object.keys(postedBase(postedForm(data))).filter((name) => !data.has(name))
  return Object.fromEntries([...unticked.map((name): [string, string] => [name, 'false']), ...typed])
}

/** Deletes one row and what goes with it, as the page before has shown it. */
export async function deleteRecord(target: Row, _: DeleteFormState, posted: FormData): Promise<DeleteFormState> {
  const { table, key } = rowInput.parse(target)
  const data = formInput(posted)
  try {
    const ctx = await actionContext(`/admin/${table}/${key}/delete`)
    const admin = findAdmin(ctx, table)
    const total = data.get('~total')
    const { rows, label } = await deleteRecords(ctx, admin, {
      selection: { kind: 'keys', keys: [key] },
      agreed: Number(total),
    })
    await setFlash({
      text:
        rows > 1
          ? `Deleted ${admin.singular} “${label ?? key}” and ${rows - 1} more ${rows === 2 ? 'row' : 'rows'}.`
          : `Deleted ${admin.singular} “${label ?? key}”.`,
    })
    const list = data.get('~list')
    redirect(
      isGranted(ctx, admin, 'view') ? withQuery(adminPath(admin), typeof list === 'string' ? list : '') : '/admin',
    )
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { notice: told(error) }
  }
}

/** A declared action on one row, from its own page. */
export async function runRecordAction(target: Row, posted: FormData): Promise<void> {
  const { table, key } = rowInput.parse(target)
  const data = formInput(posted)
  const name = data.get('~action')
  const list = data.get('~list')
  try {
    const ctx = await actionContext(`/admin/${table}/${key}`)
    const admin = findAdmin(ctx, table)
    await setFlash({
      text: await runAction(ctx, admin, {
        name: typeof name === 'string' ? name : '',
        selection: { kind: 'keys', keys: [key] },
      }),
    })
  } catch (error) {
    unstable_rethrow(error)
    await setFlash({ text: told(error), tone: 'danger' })
  }
  redirect(
    withQuery(
      `/admin/${table}/${key}`,
      typeof list === 'string' && list !== '' ? `list=${encodeURIComponent(list)}` : '',
    ),
  )
}
