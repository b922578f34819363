'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import {
  accountPath,
  addAuthenticator,
  AdminError,
  confirmIdentity,
  newAuthenticator,
  nextPath,
  removeOwnFactor,
  removeOwnPassword,
  renamePasskey,
  renewRecoveryCodes,
  sameAuthenticator,
  withQuery,
  type Side,
} from '@/admin/server'
import { logOut, renewSession } from '@/auth'
import type { AuthenticatorState } from '@/components/admin/login/authenticator-form'
import type { ButtonState } from '@/components/admin/login/button-form'
import type { CodesState } from '@/components/admin/login/codes-form'
import type { ConfirmState } from '@/components/admin/login/confirm-form'
import type { NameState } from '@/components/admin/login/name-form'
import * as words from '@/components/words/factors'
import { otherWays } from '../../account-pages/other-ways'
import { factorContext } from '../../account-pages/own-context'
import { visit } from '../../account-pages/visit'
import { logInOrigin } from '../../front-door/request-client'
import { deliverAfterwards } from '../../mail'
import { basePath } from '../base-path'
import { currentSession } from '../context'
import { messageFor } from '../faults'
import { setRefusedStatus } from './action-context'
import { formInput, ownPasskeyInput, passkeyInput, sideInput, textOf } from './inputs'

const refused = async (error: unknown) => {
  unstable_rethrow(error)
  await setRefusedStatus(error)
  return { message: messageFor(error), errors: error instanceof AdminError ? { ...error.fields } : {} }
}

const accountPage = (side: Side) => accountPath(visit, side, 'account')

/** Adds an authenticator app to the account of whoever is logged in. */
export async function addApp(given: Side, _: AuthenticatorState, posted: FormData): Promise<AuthenticatorState> {
  const side = sideInput.parse(given)
  const data = formInput(posted)
  const sealed = textOf(data, 'setup')
  const ctx = await factorContext(side, 'factor')
  try {
    const code = textOf(data, 'code').slice(0, 100)
    const added = await addAuthenticator(ctx, { sealed, code, keepSession: await currentSession() })
    deliverAfterwards()
    return { message: null, errors: {}, setup: null, added }
  } catch (error) {
    const setup = sameAuthenticator(ctx, sealed) ?? newAuthenticator(ctx)
    return { ...(await refused(error)), setup, added: null }
  }
}

/** Removes the authenticator app, or the passkey with this id. */
export async function removeFactor(given: Side, passkey: string | null): Promise<ButtonState> {
  const side = sideInput.parse(given)
  const id = passkeyInput.parse(passkey)
  try {
    const ctx = await factorContext(side, 'account')
    const removed = id === null ? ({ kind: 'authenticator' } as const) : ({ kind: 'passkey', id } as const)
    await removeOwnFactor(ctx, { removed, keepSession: await currentSession() })
  } catch (error) {
    return { ...(await refused(error)), done: false }
  }
  deliverAfterwards()
  redirect(`${accountPage(side)}?done=factor`)
}

/** Gives a passkey another name. */
export async function nameFactor(
  given: { side: Side; passkey: string },
  _: NameState,
  posted: FormData,
): Promise<NameState> {
  const { side, passkey } = ownPasskeyInput.parse(given)
  const id = passkey ?? ''
  const name = textOf(formInput(posted), 'name').slice(0, 1_000)
  try {
    await renamePasskey(await factorContext(side, 'account'), { id, name })
  } catch (error) {
    return { ...(await refused(error)), name }
  }
  redirect(`${accountPage(side)}?done=renamed`)
}

/** Removes the password of whoever is logged in, where they can log in without it. */
export async function removePassword(given: Side): Promise<ButtonState> {
  const side = sideInput.parse(given)
  try {
    const ctx = await factorContext(side, 'account')
    await removeOwnPassword(ctx, { keepSession: await currentSession(), ways: otherWays })
  } catch (error) {
    return { ...(await refused(error)), done: false }
  }
  deliverAfterwards()
  redirect(`${accountPage(side)}?done=password-removed`)
}

/** Makes new recovery codes and shows them, once. */
export async function newRecoveryCodes(given: Side): Promise<CodesState> {
  const side = sideInput.parse(given)
  try {
    const codes = await renewRecoveryCodes(await factorContext(side, 'account'))
    deliverAfterwards()
    return { message: null, codes }
  } catch (error) {
    return { message: (await refused(error)).message, codes: null }
  }
}

/** Confirms who is logged in. The session gets a new id, so that a copy of the earlier one does not become fresh, too. */
export async function confirm(given: Side, _: ConfirmState, posted: FormData): Promise<ConfirmState> {
  const side = sideInput.parse(given)
  const data = formInput(posted)
  const password = textOf(data, 'current')
  const code = textOf(data, 'code').slice(0, 100).trim()
  const next = textOf(data, 'next')
  if (password === '' && code === '') return { message: words.enterEither, errors: {} }
  try {
    const ctx = await factorContext(side, 'confirm', next)
    await confirmIdentity(ctx, { password, code })
    await renewSession(ctx.actor, logInOrigin())
  } catch (error) {
    return refused(error)
  }
  redirect(nextPath(next, basePath, accountPage(side)))
}

/** For an account that has nothing to confirm with: logs out, and leads back after another log-in. */
export async function logInAnew(given: Side, next: string): Promise<ButtonState> {
  const side = sideInput.parse(given)
  await logOut(logInOrigin())
  const to = nextPath(typeof next === 'string' ? next : '', basePath, accountPage(side))
  redirect(withQuery(accountPath(visit, side, 'login'), [['next', to]]))
}
