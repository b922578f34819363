'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { AdminError, adminPath, deleteView, saveView, withQuery } from '@/admin/server'
import type { ViewState } from '@/components/admin/views/view-form'
import * as words from '@/components/words/views'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { findAdmin } from '../find-admin'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { formInput, queryInput, tableInput, textOf } from './inputs'

/** Saves a list under a name, and shows it. */
export async function saveListView(target: string, _: ViewState, posted: FormData): Promise<ViewState> {
  const table = tableInput.parse(target)
  const data = formInput(posted)
  const typed = { name: textOf(data, 'name'), audience: textOf(data, 'audience') }
  const query = queryInput.parse(textOf(data, 'query'))
  let href: string
  try {
    const ctx = await actionContext(`${basePath}/-/views/${encodeURIComponent(table)}`)
    const admin = findAdmin(ctx, table)
    await setFlash({ text: words.saved(await saveView(ctx, admin, { ...typed, query })) })
    href = withQuery(adminPath(ctx, admin), query)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const errors = error instanceof AdminError ? { ...error.fields } : {}
    return { ...typed, message: Object.keys(errors).length > 0 ? null : messageFor(error), errors }
  }
  redirect(href)
}

/** Deletes the view whose button was pressed. */
export async function removeListView(target: string, posted: FormData): Promise<void> {
  const table = tableInput.parse(target)
  const path = `${basePath}/-/views/${encodeURIComponent(table)}`
  try {
    const ctx = await actionContext(path)
    await setFlash({
      text: words.removed(await deleteView(ctx, findAdmin(ctx, table), textOf(formInput(posted), 'view'))),
    })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    await setFlash({ text: messageFor(error), tone: 'danger' })
  }
  redirect(path)
}
