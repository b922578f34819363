'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { startActing, stopActing } from '@/admin/server'
import * as words from '@/components/words/act-as'
import { db } from '@/db'
import { logInOrigin } from '../../front-door/request-client'
import { basePath } from '../base-path'
import { currentSession } from '../context'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { confirmHref } from './confirm-href'
import { formInput, idInput, textOf } from './inputs'

/** Looks at the admin as another user, or acts as them: the posted `mode` says which. */
export async function startActingAs(
  target: string,
  _: { message: string | null },
  posted: FormData,
): Promise<{ message: string | null }> {
  const id = idInput.parse(target)
  const path = `${basePath}/-/users/${id}/act-as`
  const mode = textOf(formInput(posted), 'mode') === 'act' ? 'act' : 'view'
  try {
    const ctx = await actionContext(path)
    await startActing(ctx, { userId: id, mode, session: (await currentSession()) ?? '' })
  } catch (error) {
    unstable_rethrow(error)
    const confirm = confirmHref(error, path)
    if (confirm !== null) redirect(confirm)
    await setRefusedStatus(error)
    return { message: messageFor(error) }
  }
  redirect(basePath)
}

/** Returns to one's own account. */
export async function stopActingAs(): Promise<void> {
  const session = await currentSession()
  const before = session === null ? null : await stopActing({ db, ...logInOrigin() }, session)
  if (before === null) redirect(basePath)
  await setFlash({ text: words.returned(before.email) })
  redirect(`${basePath}/brolly.users/${before.id}`)
}
