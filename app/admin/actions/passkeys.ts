'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import {
  accountPath,
  addPasskey,
  AdminError,
  askPasskey,
  checkPasskey,
  confirmWithPasskey,
  isStaffAccount,
  newPasskey,
  nextPath,
  withQuery,
  type Side,
} from '@/admin/server'
import { logInWithProof, openSession, pendingLogIn, renewSession } from '@/auth'
import type { AddPasskeyState } from '@/components/admin/login/add-passkey'
import type { AskedPasskey, PasskeyState } from '@/components/admin/login/passkey-button'
import * as words from '@/components/words/factors'
import { factorContext } from '../../account-pages/own-context'
import { postingVisit, visit } from '../../account-pages/visit'
import { logInOrigin } from '../../front-door/request-client'
import { deliverAfterwards } from '../../mail'
import { keepChallenge, passkeyOrigin, takeChallenge } from '../../passkey-cookie'
import { basePath, siteHome } from '../base-path'
import { currentSession } from '../context'
import { messageFor } from '../faults'
import { setRefusedStatus } from './action-context'
import { formInput, placeInput, sideInput, textOf } from './inputs'

const audienceOf = (side: Side) => (side === 'admin' ? 'staff' : 'everyone')
const homeOf = (side: Side) => (side === 'admin' ? basePath : siteHome)

/** Where a passkey is used, and where to go then. */
interface PasskeyPlace {
  side: Side
  next: string
}

/** @throws {AdminError} `UNAVAILABLE` on a site that does not know its own origin. */
function originHere(): string {
  if (passkeyOrigin === null) throw new AdminError('UNAVAILABLE', words.noPasskeys)
  return passkeyOrigin
}

const answerOf = async (posted: FormData) => ({
  response: textOf(formInput(posted), 'passkey'),
  sealed: await takeChallenge(),
  origin: originHere(),
})

const refused = async (error: unknown): Promise<{ message: string }> => {
  unstable_rethrow(error)
  await setRefusedStatus(error)
  return { message: messageFor(error) }
}

async function asked(make: () => Promise<{ options: object; sealed: string }>): Promise<AskedPasskey> {
  try {
    const { options, sealed } = await make()
    await keepChallenge(sealed)
    return { options, message: null }
  } catch (error) {
    return { options: null, ...(await refused(error)) }
  }
}

/** What the browser is asked to make a new passkey from. */
export async function beginPasskey(given: Side): Promise<AskedPasskey> {
  const side = sideInput.parse(given)
  return asked(async () => newPasskey(await factorContext(side, 'factor'), originHere()))
}

/** Adds the passkey that the browser has made. */
export async function savePasskey(given: Side, _: AddPasskeyState, posted: FormData): Promise<AddPasskeyState> {
  const side = sideInput.parse(given)
  try {
    const ctx = await factorContext(side, 'factor')
    const name = textOf(formInput(posted), 'name')
    const added = await addPasskey(ctx, { ...(await answerOf(posted)), name, keepSession: await currentSession() })
    deliverAfterwards()
    return { message: null, added }
  } catch (error) {
    return { ...(await refused(error)), added: null }
  }
}

/** Asks for the passkey of whoever is logged in. */
export async function beginConfirm(given: Side): Promise<AskedPasskey> {
  const side = sideInput.parse(given)
  return asked(async () => {
    const { actor, db, site } = await factorContext(side, 'confirm')
    return askPasskey({ db, site }, { purpose: 'confirm', userId: actor.id }, originHere())
  })
}

/** Confirms by a passkey who is logged in. */
export async function confirmByPasskey(given: PasskeyPlace, _: PasskeyState, posted: FormData): Promise<PasskeyState> {
  const { side, next } = placeInput.parse(given)
  try {
    const ctx = await factorContext(side, 'confirm', next)
    await confirmWithPasskey(ctx, await answerOf(posted))
    await renewSession(ctx.actor, logInOrigin())
  } catch (error) {
    return refused(error)
  }
  redirect(nextPath(next, basePath, accountPath(visit, side, 'account')))
}

/** Asks for the passkey of the account whose password was right. */
export async function beginSecondStep(given: Side): Promise<AskedPasskey> {
  const side = sideInput.parse(given)
  return asked(async () => {
    const owner = await pendingLogIn(audienceOf(side))
    if (owner === null) throw new AdminError('INVALID', words.logInAgain)
    return askPasskey(visit, { purpose: 'second step', userId: owner.id }, originHere())
  })
}

/** The second step of a log-in by a passkey. */
export async function secondStepByPasskey(
  given: PasskeyPlace,
  _: PasskeyState,
  posted: FormData,
): Promise<PasskeyState> {
  const { side, next } = placeInput.parse(given)
  let outcome: Awaited<ReturnType<typeof logInWithProof>>
  try {
    const answer = await answerOf(posted)
    const origin = { ...postingVisit(), actor: null }
    outcome = await logInWithProof(
      async ({ id }) => (await checkPasskey(origin, { purpose: 'second step', userId: id }, answer)) !== null,
      { ...logInOrigin(), audience: audienceOf(side) },
      'passkey',
    )
  } catch (error) {
    return refused(error)
  }
  if (outcome === 'wrong') return { message: words.passkeyFailed }
  if (outcome === 'expired')
    redirect(
      withQuery(accountPath(visit, side, 'login'), [
        ['step', 'again'],
        ['next', next],
      ]),
    )
  redirect(nextPath(next, basePath, homeOf(side)))
}

/** Asks for any passkey: nobody is known yet. */
export async function beginLogin(): Promise<AskedPasskey> {
  return asked(async () => askPasskey(visit, { purpose: 'log-in', userId: null }, originHere()))
}

/** Logs in by a passkey alone, which has verified its user. */
export async function loginByPasskey(given: PasskeyPlace, _: PasskeyState, posted: FormData): Promise<PasskeyState> {
  const { side, next } = placeInput.parse(given)
  try {
    const origin = { ...postingVisit(), actor: null }
    const owner = await checkPasskey(origin, { purpose: 'log-in', userId: null }, await answerOf(posted))
    if (owner === null || (side === 'admin' && !(await isStaffAccount(visit.db, owner.id))))
      return { message: side === 'admin' ? words.passkeyRefused : words.passkeyFailed }
    await openSession(owner, { ...logInOrigin(), audience: audienceOf(side) }, 'passkey')
  } catch (error) {
    return refused(error)
  }
  redirect(nextPath(next, basePath, homeOf(side)))
}
