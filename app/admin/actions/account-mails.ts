'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import {
  acceptInvitation,
  accountPath,
  type AdminContext,
  AdminError,
  joiningActor,
  linkOf,
  register,
  requestRegistration,
  requestReset,
  resetPassword,
  type Joined,
} from '@/admin/server'
import { enter as enterAccount } from '@/auth'
import type { PublicFormState } from '@/admin/client'
import type { MailState } from '@/components/admin/login/mail-form'
import type { PasswordState } from '@/components/admin/login/password-form'
import * as words from '@/components/words/account'
import { postingVisit, visit } from '../../account-pages/visit'
import { logInOrigin } from '../../front-door/request-client'
import { forgetLink, readLink } from '../../link-cookie'
import { deliverAfterwards } from '../../mail'
import { basePath, siteHome } from '../base-path'
import { formContext } from '../context'
import { logFault, messageFor } from '../faults'
import { setRefusedStatus } from './action-context'
import { refusedProfile } from './refused-profile'
import { formInput, joiningInput, sideInput, textOf } from './inputs'

/** Asks for a link to a new password. */
export async function askReset(given: 'admin' | 'site', _: MailState, posted: FormData): Promise<MailState> {
  const side = sideInput.parse(given)
  const email = textOf(formInput(posted), 'email').slice(0, 320)
  try {
    await requestReset(postingVisit(), { email, side })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { message: messageFor(error), done: false, email }
  }
  deliverAfterwards()
  return { message: words.mailOnItsWay(email), done: true, email }
}

/** Asks for a link to an account of one's own. */
export async function askRegistration(_: MailState, posted: FormData): Promise<MailState> {
  const email = textOf(formInput(posted), 'email').slice(0, 320)
  try {
    await requestRegistration(postingVisit(), { email })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { message: messageFor(error), done: false, email }
  }
  deliverAfterwards()
  return { message: words.registrationOnItsWay(email), done: true, email }
}

/**
 * Makes the account of a registration, or gives an invited one its password, by the link that this browser has opened;
 * and logs in.
 */
export async function join(
  purpose: 'registration' | 'invitation',
  _: PublicFormState,
  posted: FormData,
): Promise<PublicFormState> {
  const data = formInput(posted)
  const name = textOf(data, '~name')
  const password = textOf(data, '~password')
  const entries = [...data]
  const joining = joiningInput.parse(purpose) === 'registration' ? register : acceptInvitation
  let joined: Joined
  let ctx: AdminContext | null = null
  try {
    const token = await readLink()
    const link = await linkOf(visit.db, token)
    if (link) ctx = await formContext(await joiningActor(visit.db, link))
    const given = { token, name, password, repeat: textOf(data, '~repeat') }
    joined = await joining(postingVisit(), ctx ? { ...given, profile: { ctx, entries } } : given)
  } catch (error) {
    const refused = await refusedProfile(error, { entries, ctx })
    return { ...refused, values: { ...refused.values, '~name': name } }
  }
  await forgetLink()
  redirect(await enter(joined))
}

/**
 * Logs in to the account of a link that has just been used up, even while its address has to wait because of what strangers tried.
 *
 * @returns Where to go: the log-in if no session could be started, because the form cannot be sent again.
 */
async function enter({ id, email, isStaff }: Joined): Promise<string> {
  try {
    const outcome = await enterAccount({ id, email }, { ...logInOrigin(), audience: 'everyone' })
    if (outcome === 'in') return isStaff ? basePath : siteHome
    return `${accountPath(visit, isStaff ? 'admin' : 'site', 'login')}?step=code`
  } catch (error) {
    unstable_rethrow(error)
    logFault(error)
    return `${accountPath(visit, isStaff ? 'admin' : 'site', 'login')}?done=password`
  }
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
    await resetPassword(postingVisit(), {
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
