'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import {
  AdminError,
  adminPath,
  changeView,
  deleteLostView,
  deleteView,
  saveView,
  setDefaultView,
  withQuery,
  type Admin,
  type AdminContext,
} from '@/admin/server'
import type { ViewState } from '@/components/admin/views/view-form'
import * as words from '@/components/words/views'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { findAdmin } from '../find-admin'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { formInput, queryInput, rowInput, tableInput, textOf } from './inputs'

/** Saves a list under a name, and shows it. */
export async function saveListView(target: string, _: ViewState, posted: FormData): Promise<ViewState> {
  const query = queryInput.parse(textOf(formInput(posted), 'query'))
  return saving(target, posted, async (ctx, admin, typed) => {
    await setFlash({ text: words.saved(await saveView(ctx, admin, { ...typed, query })) })
    // The plain URL may open a default view.
    return withQuery(adminPath(ctx, admin), query === '' ? 'view=all' : query)
  })
}

/** Changes the name of a view and for whom it is, and shows the views. */
export async function changeListView(
  target: { table: string; key: string },
  _: ViewState,
  posted: FormData,
): Promise<ViewState> {
  const { table, key: id } = rowInput.parse(target)
  return saving(table, posted, async (ctx, admin, typed) => {
    await setFlash({ text: words.changed(await changeView(ctx, admin, { ...typed, id })) })
    return pathOf(table)
  })
}

const pathOf = (target: string) => `${basePath}/-/views/${encodeURIComponent(tableInput.parse(target))}`

/** Does what a form of a view asks for and goes on to the answered page, or answers what is wrong with it. */
async function saving(
  target: string,
  posted: FormData,
  save: (ctx: AdminContext, admin: Admin, typed: Pick<ViewState, 'name' | 'audience'>) => Promise<string>,
): Promise<ViewState> {
  const data = formInput(posted)
  const typed = { name: textOf(data, 'name'), audience: textOf(data, 'audience') }
  let href: string
  try {
    const ctx = await actionContext(pathOf(target))
    href = await save(ctx, findAdmin(ctx, tableInput.parse(target)), typed)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const errors = error instanceof AdminError ? { ...error.fields } : {}
    return { ...typed, message: Object.keys(errors).length > 0 ? null : messageFor(error), errors }
  }
  redirect(href)
}

/** Deletes the view whose button was pressed, or makes it the default view, or ends that. */
export async function changeListViews(target: string, posted: FormData): Promise<void> {
  const path = pathOf(target)
  const data = formInput(posted)
  const list = queryInput.parse(textOf(data, 'list'))
  try {
    const ctx = await actionContext(path)
    const admin = findAdmin(ctx, tableInput.parse(target))
    if (data.has('default')) {
      const name = await setDefaultView(ctx, admin, textOf(data, 'default'))
      await setFlash({ text: name === null ? words.endedDefault : words.madeDefault(name) })
    } else await setFlash({ text: words.removed(await deleteView(ctx, admin, textOf(data, 'view'))) })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    await setFlash({ text: messageFor(error), tone: 'danger' })
  }
  redirect(list === '' ? path : withQuery(path, [['list', list]]))
}

/** Deletes a view of one's own that cannot be opened any more. */
export async function removeLostView(posted: FormData): Promise<void> {
  try {
    const ctx = await actionContext(basePath)
    await setFlash({ text: words.removed(await deleteLostView(ctx, textOf(formInput(posted), 'view'))) })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    await setFlash({ text: messageFor(error), tone: 'danger' })
  }
  redirect(basePath)
}
