'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import type { LoginState } from '@/components/admin/login/login-form'
import { accountPath, nextPath, translateReadError, withQuery, type Side } from '@/admin/server'
import { logIn, logInWithCode, logOut } from '@/auth'
import type { CodeState } from '@/components/admin/login/code-form'
import { afterLogOut } from '../../account-pages/host-pages'
import { logInOrigin } from '../../front-door/request-client'
import { setRefusedStatus } from './action-context'
import { formInput, sideInput, textOf } from './inputs'
import { basePath, siteHome } from '../base-path'
import { messageFor } from '../faults'
import * as factorWords from '@/components/words/factors'
import * as loginWords from '@/components/words/login'
import * as failureWords from '@/components/words/failure'

const neutral = loginWords.refused

/**
 * Logs in to the admin and redirects to the requested page. All failures have the same response, which does not reveal
 * whether an account exists.
 */
export async function login(_: LoginState, posted: FormData): Promise<LoginState> {
  return enter(posted, 'admin')
}

/** Like `login`, for the public side: every active account may log in there. */
export async function loginToSite(_: LoginState, posted: FormData): Promise<LoginState> {
  return enter(posted, 'site')
}

const audienceOf = (side: Side) => (side === 'admin' ? 'staff' : 'everyone')
const homeOf = (side: Side) => (side === 'admin' ? basePath : siteHome)

/** The step of the log-in after the password. */
const stepPath = (side: Side, step: string, next: string) =>
  withQuery(accountPath({ basePath }, side, 'login'), [
    ['step', step],
    ...(next === '' ? [] : [['next', next] as [string, string]]),
  ])

async function enter(posted: FormData, side: Side): Promise<LoginState> {
  const data = formInput(posted)
  const text = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  const email = text('email').slice(0, 320)
  if (email.trim() === '' || text('password') === '') return { message: loginWords.enterBoth, email }
  try {
    const given = { email, password: text('password') }
    const outcome = await logIn(given, { ...logInOrigin(), audience: audienceOf(side) })
    if (outcome === 'wrong') return { message: side === 'admin' ? neutral : loginWords.wrong, email }
    if (outcome === 'second factor') redirect(stepPath(side, 'code', text('next')))
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const known = translateReadError(error)
    if (known?.code === 'TOO_MANY') return { message: known.message, email }
    if (known?.code === 'UNAVAILABLE') return { message: failureWords.nothingChanged(known.message), email }
    throw error
  }
  redirect(nextPath(text('next'), basePath, homeOf(side)))
}

/** The second step of a log-in: a code of the authenticator app, or a recovery code. */
export async function loginWithCode(given: Side, _: CodeState, posted: FormData): Promise<CodeState> {
  const side = sideInput.parse(given)
  const data = formInput(posted)
  const next = textOf(data, 'next')
  const code = textOf(data, 'code').slice(0, 100)
  if (code.trim() === '') return { message: factorWords.enterCode }
  let outcome: Awaited<ReturnType<typeof logInWithCode>>
  try {
    outcome = await logInWithCode(code, { ...logInOrigin(), audience: audienceOf(side) })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { message: messageFor(error) }
  }
  if (outcome === 'wrong') return { message: factorWords.wrongCode }
  if (outcome !== 'in') redirect(stepPath(side, 'again', next))
  // Only what was posted says where to go, and only a path of this site is accepted.
  redirect(nextPath(next, basePath, homeOf(side)))
}

/** Ends the session; only by POST. */
export async function logout(): Promise<void> {
  await logOut(logInOrigin())
  redirect(afterLogOut(`${basePath}/-/login`))
}

/** Like `logout`, for the public side. */
export async function logoutOfSite(): Promise<void> {
  await logOut(logInOrigin())
  redirect(afterLogOut('/login'))
}
