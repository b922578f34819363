'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { postList, typedRows } from '@/admin/server'
import type { ListFormState } from '@/admin/client'
import { findAdmin } from '../find-admin'
import { setFlash } from '../flash'
import { actionContext } from './action-context'
import { messageFor } from '../faults'
import { formInput, tableInput } from './inputs'
import { leaveTyped } from '../../response-status'
import { basePath } from '../base-path'

/** Applies an action to the selected rows of a list: a declared action, or a delete, which is confirmed first. */
export async function runListAction(target: string, _: ListFormState, posted: FormData): Promise<ListFormState> {
  const table = tableInput.parse(target)
  const entries = [...formInput(posted)]
  try {
    const ctx = await actionContext(`${basePath}/${table}`)
    const answer = await postList(ctx, findAdmin(ctx, table), entries)
    if (!('href' in answer)) return answer
    if (answer.notice !== null) await setFlash(answer.notice)
    redirect(answer.href)
  } catch (error) {
    unstable_rethrow(error)
    // Without JavaScript, the list is rendered again with what was typed.
    leaveTyped(typedRows(error, entries))
    return { notice: messageFor(error), confirm: null }
  }
}
