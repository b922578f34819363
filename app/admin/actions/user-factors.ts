'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { removeFactorsOf } from '@/admin/server'
import type { RemoveFactorsState } from '@/components/admin/factors/remove-factors'
import * as words from '@/components/words/factors'
import { deliverAfterwards } from '../../mail'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { confirmHref } from './confirm-href'
import { idInput } from './inputs'

/** Removes all second factors of another account. */
export async function removeFactors(target: string): Promise<RemoveFactorsState> {
  const id = idInput.parse(target)
  const path = `${basePath}/-/users/${encodeURIComponent(id)}/factors`
  let email: string
  try {
    ;({ email } = await removeFactorsOf(await actionContext(path), id))
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { message: messageFor(error), confirmHref: confirmHref(error, path) }
  }
  deliverAfterwards()
  await setFlash({ text: words.allRemoved(email) })
  redirect(`${basePath}/brolly.users/${id}`)
}
