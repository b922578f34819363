'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import {
  accountPath,
  type AdminContext,
  AdminError,
  cancelEmailChange,
  changeOwnPassword,
  confirmEmail,
  requestEmailChange,
  requestFirstPassword,
  saveOwnProfile,
  unlinkIdentity,
  type OwnContext,
} from '@/admin/server'
import { renewSession } from '@/auth'
import type { PublicFormState } from '@/admin/client'
import type { ButtonState } from '@/components/admin/login/button-form'
import type { EmailState } from '@/components/admin/login/email-form'
import type { PasswordState } from '@/components/admin/login/password-form'
import * as words from '@/components/words/account'
import { postingVisit, visit } from '../../account-pages/visit'
import { currentUser } from '../../current-user'
import { logInOrigin } from '../../front-door/request-client'
import { forgetLink, readLink } from '../../link-cookie'
import { deliverAfterwards } from '../../mail'
import { currentSession, formContext } from '../context'
import { messageFor } from '../faults'
import { setRefusedStatus } from './action-context'
import { refusedProfile } from './refused-profile'
import { formInput, idInput, sideInput, textOf } from './inputs'

type Side = 'admin' | 'site'

/** The context of whoever is logged in, for what concerns their own account. Visitors are sent to log in. */
async function ownContext(side: Side): Promise<OwnContext> {
  const actor = await currentUser()
  if (actor) return { ...postingVisit(), actor }
  const next = encodeURIComponent(accountPath(visit, side, 'account'))
  return redirect(`${accountPath(visit, side, 'login')}?next=${next}`)
}

const accountPage = (side: Side, done: string) => `${accountPath(visit, side, 'account')}?done=${done}`

const refused = async (error: unknown) => {
  unstable_rethrow(error)
  await setRefusedStatus(error)
  return { message: messageFor(error), errors: error instanceof AdminError ? { ...error.fields } : {} }
}

/** Saves the profile of whoever is logged in. */
export async function saveProfile(given: Side, _: PublicFormState, posted: FormData): Promise<PublicFormState> {
  const side = sideInput.parse(given)
  const entries = [...formInput(posted)]
  let ctx: AdminContext | null = null
  try {
    ctx = await formContext((await ownContext(side)).actor)
    await saveOwnProfile(ctx, entries)
  } catch (error) {
    return refusedProfile(error, { entries, ctx })
  }
  redirect(accountPage(side, 'profile'))
}

/** Changes the password of whoever is logged in, on the public side. */
export async function setOwnPasswordOnSite(_: PasswordState, posted: FormData): Promise<PasswordState> {
  const data = formInput(posted)
  try {
    const own = await ownContext('site')
    await changeOwnPassword(own, {
      current: textOf(data, 'current'),
      password: textOf(data, 'password'),
      repeat: textOf(data, 'repeat'),
      keepSession: (await currentSession()) ?? '',
    })
    // A copy of the cookie from before is worth nothing now.
    await renewSession(own.actor, logInOrigin())
  } catch (error) {
    return refused(error)
  }
  redirect(accountPage('site', 'password'))
}

/** Asks for a link to a first password, for an account without one. */
export async function askFirstPassword(given: Side): Promise<ButtonState> {
  const side = sideInput.parse(given)
  let email: string
  try {
    ;({ email } = await requestFirstPassword(await ownContext(side), side))
  } catch (error) {
    return { ...(await refused(error)), done: false }
  }
  deliverAfterwards()
  return { message: words.firstPasswordOnItsWay(email), done: true }
}

/** Asks for a link to a new address. */
export async function askNewEmail(given: Side, _: EmailState, posted: FormData): Promise<EmailState> {
  const side = sideInput.parse(given)
  const data = formInput(posted)
  let email = textOf(data, 'email').slice(0, 320)
  try {
    ;({ email } = await requestEmailChange(await ownContext(side), { email, current: textOf(data, 'current'), side }))
  } catch (error) {
    return { ...(await refused(error)), done: false, email }
  }
  deliverAfterwards()
  return { message: words.confirmationOnItsWay(email), errors: {}, done: true, email }
}

/** Changes the address by the link that this browser has opened. */
export async function confirmNewEmail(given: Side): Promise<ButtonState> {
  const side = sideInput.parse(given)
  try {
    await confirmEmail(postingVisit(), { token: await readLink(), keepSession: await currentSession() })
  } catch (error) {
    return { ...(await refused(error)), done: false }
  }
  await forgetLink()
  redirect(accountPage(side, 'email'))
}

/** Disconnects a log-in elsewhere from the account of whoever is logged in. */
export async function disconnect(given: Side, identity: string): Promise<ButtonState> {
  const side = sideInput.parse(given)
  try {
    await unlinkIdentity(await ownContext(side), idInput.parse(identity))
  } catch (error) {
    return { ...(await refused(error)), done: false }
  }
  redirect(accountPage(side, 'disconnected'))
}

/** Cancels a change of the address by the link that this browser has opened. */
export async function cancelNewEmail(given: Side): Promise<ButtonState> {
  const side = sideInput.parse(given)
  try {
    await cancelEmailChange(postingVisit(), await readLink())
  } catch (error) {
    return { ...(await refused(error)), done: false }
  }
  await forgetLink()
  // A login page would send whoever is logged in on, without the message.
  redirect(
    (await currentUser()) ? accountPage(side, 'cancelled') : `${accountPath(visit, side, 'login')}?done=cancelled`,
  )
}
