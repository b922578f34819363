'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { endSessions, endWait } from '@/admin/server'
import * as words from '@/components/words/sessions'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { formInput, idInput } from './inputs'

/** Ends one of the user's own sessions, or all. */
export async function endOwnSessions(posted: FormData): Promise<void> {
  await end(null, posted, `${basePath}/-/sessions`)
}

/** Ends a session of another user, or all. */
export async function endSessionsOf(target: string, posted: FormData): Promise<void> {
  const id = idInput.parse(target)
  await end(id, posted, `${basePath}/-/users/${encodeURIComponent(id)}/sessions`)
}

/** Lets a user log in at once after failed attempts. */
export async function allowLogIn(target: string): Promise<void> {
  const id = idInput.parse(target)
  const path = `${basePath}/-/users/${encodeURIComponent(id)}/sessions`
  await told(async () => {
    const { email } = await endWait(await actionContext(path), id)
    return words.allowed(email)
  })
  redirect(path)
}

async function end(userId: string | null, posted: FormData, path: string): Promise<void> {
  const data = formInput(posted)
  const session = data.get('session')
  await told(async () => {
    const ctx = await actionContext(path)
    if (typeof session === 'string') {
      await endSessions(ctx, userId, session.slice(0, 100))
      return words.ended
    }
    const { ended, email } = await endSessions(ctx, userId, null)
    return words.allEnded(ended, email)
  })
  redirect(path)
}

/** Does it, and leaves the message for the next page. */
async function told(work: () => Promise<string>): Promise<void> {
  try {
    await setFlash({ text: await work() })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    await setFlash({ text: messageFor(error), tone: 'danger' })
  }
}
