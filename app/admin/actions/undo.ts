'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { postUndo } from '@/admin/server'
import type { UndoFormState } from '@/admin/client'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { formInput, idInput } from './inputs'

/** Undoes a change, as confirmed on the page before. */
export async function undoChange(request: string, _: UndoFormState, posted: FormData): Promise<UndoFormState> {
  const requestId = idInput.parse(request)
  try {
    const ctx = await actionContext(`${basePath}/-/undo/${requestId}`)
    const answer = await postUndo(ctx, { requestId, entries: [...formInput(posted)] })
    if (!('href' in answer)) return answer
    await setFlash(answer.notice)
    redirect(answer.href)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { notice: messageFor(error), page: null }
  }
}
