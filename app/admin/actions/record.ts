'use server'

import { headers } from 'next/headers'
import { redirect, unstable_rethrow } from 'next/navigation'
import site from '@/admin.config'
import {
  type AdminContext,
  adminSlug,
  type Entries,
  postDelete,
  postRecord,
  refusedRecord,
  postRecordAction,
  safePath,
  withBlankRow,
  withPostedFiles,
  withQuery,
} from '@/admin/server'
import type { DeleteFormState, RecordActionState, RecordFormState } from '@/admin/client'
import { findAdmin } from '../find-admin'
import { setFlash } from '../flash'
import { actionContext, dialogContext, setRefusedStatus } from './action-context'
import { messageFor } from '../faults'
import { noteRefusal } from '../note-refusal'
import { confirmHref } from './confirm-href'
import { formInput, newOrRowInput, rowInput } from './inputs'
import { basePath } from '../base-path'

interface Row {
  table: string
  key: string
}

const noProblems: RecordFormState = { message: null, errors: {}, values: null, conflict: null, rows: [] }

/** Saves the form of one row; a null key adds one. A form in a dialog gets the saved row, any other the next page. */
export async function saveRecord(
  target: { table: string; key: string | null },
  _: RecordFormState,
  posted: FormData,
): Promise<RecordFormState> {
  const { table, key } = newOrRowInput.parse(target)
  let entries: Entries = [...formInput(posted)]
  const inDialog = entries.some(([name, value]) => name === '~then' && value === 'dialog')
  let ctx: AdminContext | null = null
  try {
    // The page below a dialog must not be left: it contains unsaved input.
    ctx = inDialog ? await dialogContext() : await actionContext(`${basePath}/${table}/${key ?? 'add'}`)
    if (entries.some(([name]) => name === '~add')) return withBlankRow(ctx, findAdmin(ctx, table), entries)
    const files = await withPostedFiles(ctx, findAdmin(ctx, table), entries)
    entries = files.entries
    if (files.problem !== null) throw files.problem
    const done = await postRecord(ctx, findAdmin(ctx, table), { key, entries })
    if (inDialog) return { ...noProblems, saved: { key: done.key, label: done.label } }
    await setFlash(done.notice)
    redirect(done.href)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const refused = refusedRecord(error, {
      entries,
      message: messageFor(error),
      admin: site.admins.find((admin) => adminSlug(admin) === table),
      ctx,
      scripted: (await headers()).has('next-action'),
    })
    const href = confirmHref(error, `${basePath}/${table}/${key ?? 'add'}`)
    return href === null ? refused : { ...refused, confirmHref: href }
  }
}

/** Deletes one row and what depends on it, as confirmed on the page before. */
export async function deleteRecord(target: Row, _: DeleteFormState, posted: FormData): Promise<DeleteFormState> {
  const { table, key } = rowInput.parse(target)
  const entries = [...formInput(posted)]
  try {
    const ctx = await actionContext(`${basePath}/${table}/${key}/delete`)
    const { notice, href } = await postDelete(ctx, findAdmin(ctx, table), { key, entries })
    await setFlash(notice)
    redirect(href)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { notice: messageFor(error) }
  }
}

/** Runs a declared action on one row, from its page or from a dialog. */
export async function runRecordAction(target: Row, _: RecordActionState, posted: FormData): Promise<RecordActionState> {
  const { table, key } = rowInput.parse(target)
  const data = formInput(posted)
  if (data.has('~cancel')) return { notice: null, confirm: null }
  const list = data.get('~list')
  const inDialog = data.get('~then') === 'dialog'
  try {
    const ctx = inDialog ? await dialogContext() : await actionContext(`${basePath}/${table}/${key}`)
    const answer = await postRecordAction(ctx, findAdmin(ctx, table), { key, entries: [...data] })
    if (!('text' in answer)) return answer
    if (inDialog) return { notice: null, confirm: null, done: answer.text }
    const { nextHref, ...notice } = answer
    await setFlash(notice)
    if (nextHref !== undefined) redirect(nextHref)
  } catch (error) {
    unstable_rethrow(error)
    noteRefusal(error)
    if (inDialog) return { notice: messageFor(error), confirm: null }
    await setFlash({ text: messageFor(error), tone: 'danger' })
  }
  const back = withQuery(
    `${basePath}/${table}/${key}`,
    typeof list === 'string' && list !== '' ? `list=${encodeURIComponent(list)}` : '',
  )
  // Table and key come from the client unchecked.
  redirect(safePath(back) ?? basePath)
}
