'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { addAccount, AdminError, invite } from '@/admin/server'
import type { AddAccountState } from '@/components/admin/login/add-account-form'
import * as words from '@/components/words/account'
import { deliverAfterwards } from '../../mail'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { confirmHref } from './confirm-href'
import { entryInput, formInput, idInput, textOf } from './inputs'

/** Adds an account from the form of one screen, and sends its invitation. */
export async function saveNewAccount(_: AddAccountState, posted: FormData): Promise<AddAccountState> {
  const data = formInput(posted)
  const given = {
    email: textOf(data, 'email'),
    name: textOf(data, 'name'),
    isStaff: data.has('isStaff'),
    isSuperuser: data.has('isSuperuser'),
    groupIds: [...new Set(data.getAll('groups').filter((value) => typeof value === 'string'))],
    entry: entryInput.parse(textOf(data, 'entry')),
  }
  let made: { id: string; email: string }
  try {
    const ctx = await actionContext(`${basePath}/-/users/add`)
    made = await addAccount(ctx, { ...given, password: textOf(data, 'password'), repeat: textOf(data, 'repeat') })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const { groupIds, ...kept } = given
    const errors = error instanceof AdminError ? { ...error.fields } : {}
    const confirm = confirmHref(error, `${basePath}/-/users/add`)
    return { message: messageFor(error), confirmHref: confirm, errors, ...kept, groups: groupIds }
  }
  if (given.entry === 'invitation') deliverAfterwards()
  await setFlash({ text: given.entry === 'invitation' ? words.invited(made.email) : words.added(made.email) })
  redirect(`${basePath}/brolly.users/${made.id}`)
}

/** Sends an invitation, also again. */
export async function sendInvitation(target: string): Promise<{ message: string | null }> {
  const id = idInput.parse(target)
  let email: string
  try {
    ;({ email } = await invite(await actionContext(`${basePath}/-/users/${id}/invitation`), id))
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { message: messageFor(error) }
  }
  deliverAfterwards()
  await setFlash({ text: words.invited(email) })
  redirect(`${basePath}/brolly.users/${id}`)
}
