'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { postPutBack, postRestore, postRestoreRow, postUndo, postUndoActivity, type AdminContext } from '@/admin/server'
import type { FormDone, UndoFormState } from '@/admin/client'
import { basePath } from '../base-path'
import { findAdmin } from '../find-admin'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { formInput, idInput, putBackInput, queryInput, restoreInput, rowInput } from './inputs'

/** Undoes a change, as confirmed on the page before. */
export async function undoChange(request: string, _: UndoFormState, posted: FormData): Promise<UndoFormState> {
  const requestId = idInput.parse(request)
  return answered(`${basePath}/-/undo/${requestId}`, (ctx) =>
    postUndo(ctx, { requestId, entries: [...formInput(posted)] }),
  )
}

/** Undoes all changes that match the filters of the activity page, as confirmed on the page before. */
export async function undoActivity(query: string, _: UndoFormState, posted: FormData): Promise<UndoFormState> {
  const parameters = [...new URLSearchParams(queryInput.parse(query))]
  return answered(`${basePath}/-/activity`, (ctx) =>
    postUndoActivity(ctx, { parameters, entries: [...formInput(posted)] }),
  )
}

/** Puts back earlier values of a row, as confirmed on the page before. */
export async function putBack(target: unknown, _: UndoFormState, posted: FormData): Promise<UndoFormState> {
  const { table, ...wanted } = putBackInput.parse(target)
  return answered(`${basePath}/${table}/${wanted.key}/history`, (ctx) =>
    postPutBack(ctx, findAdmin(ctx, table), { wanted, entries: [...formInput(posted)] }),
  )
}

/** Restores deleted rows, as confirmed on the page before. */
export async function restoreDeleted(target: unknown, _: UndoFormState, posted: FormData): Promise<UndoFormState> {
  const { table, ids } = restoreInput.parse(target)
  return answered(`${basePath}/-/trash/${table}`, (ctx) =>
    postRestore(ctx, findAdmin(ctx, table), { ids, entries: [...formInput(posted)] }),
  )
}

/** Restores a row that is marked as deleted, as confirmed on the page before. */
export async function restoreRow(target: unknown, _: UndoFormState, posted: FormData): Promise<UndoFormState> {
  const { table, key } = rowInput.parse(target)
  return answered(`${basePath}/${table}/${key}`, (ctx) =>
    postRestoreRow(ctx, findAdmin(ctx, table), { key, entries: [...formInput(posted)] }),
  )
}

async function answered(
  path: string,
  post: (ctx: AdminContext) => Promise<FormDone | UndoFormState>,
): Promise<UndoFormState> {
  try {
    const answer = await post(await actionContext(path))
    if (!('href' in answer)) return answer
    await setFlash(answer.notice)
    redirect(answer.href)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { notice: messageFor(error), page: null }
  }
}
