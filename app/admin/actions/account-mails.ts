'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { accountPath, AdminError, requestReset, resetPassword } from '@/admin/server'
import type { MailState } from '@/components/admin/login/mail-form'
import type { PasswordState } from '@/components/admin/login/password-form'
import * as words from '@/components/words/account'
import { visit } from '../../account-pages/visit'
import { forgetLink, readLink } from '../../link-cookie'
import { deliverAfterwards } from '../../mail'
import { messageFor } from '../faults'
import { setRefusedStatus } from './action-context'
import { formInput, sideInput, textOf } from './inputs'

/** Asks for a link to a new password. */
export async function askReset(given: 'admin' | 'site', _: MailState, posted: FormData): Promise<MailState> {
  const side = sideInput.parse(given)
  const email = textOf(formInput(posted), 'email').slice(0, 320)
  try {
    await requestReset(visit, { email, side })
  } catch (error) {
    unstable_rethrow(error)
    return { message: messageFor(error), done: false, email }
  }
  deliverAfterwards()
  return { message: words.mailOnItsWay(email), done: true, email }
}

/** Sets the password of the account of the reset link that this browser has opened. */
export async function setResetPassword(
  given: 'admin' | 'site',
  _: PasswordState,
  posted: FormData,
): Promise<PasswordState> {
  const side = sideInput.parse(given)
  const data = formInput(posted)
  try {
    await resetPassword(visit, {
      token: await readLink(),
      password: textOf(data, 'password'),
      repeat: textOf(data, 'repeat'),
    })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { message: messageFor(error), errors: error instanceof AdminError ? { ...error.fields } : {} }
  }
  await forgetLink()
  redirect(`${accountPath(visit, side, 'login')}?done=password`)
}
