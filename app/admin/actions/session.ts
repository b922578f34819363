'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import type { LoginState } from '@/components/admin/login/login-form'
import { nextPath, translateReadError } from '@/admin/server'
import { logIn, logOut } from '@/auth'
import { logInOrigin } from '../../front-door/request-client'
import { setRefusedStatus } from './action-context'
import { formInput } from './inputs'
import { basePath, siteHome } from '../base-path'
import * as loginWords from '@/components/words/login'
import * as failureWords from '@/components/words/failure'

const neutral = loginWords.refused

/**
 * Logs in to the admin and redirects to the requested page. All failures have the same response, which does not reveal
 * whether an account exists.
 */
export async function login(_: LoginState, posted: FormData): Promise<LoginState> {
  return enter(posted, { audience: 'staff', home: basePath })
}

/** Like `login`, for the public side: every active account may log in there. */
export async function loginToSite(_: LoginState, posted: FormData): Promise<LoginState> {
  return enter(posted, { audience: 'everyone', home: siteHome })
}

async function enter(
  posted: FormData,
  { audience, home }: { audience: 'staff' | 'everyone'; home: string },
): Promise<LoginState> {
  const data = formInput(posted)
  const text = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  const email = text('email').slice(0, 320)
  if (email.trim() === '' || text('password') === '') return { message: loginWords.enterBoth, email }
  try {
    const right = await logIn({ email, password: text('password') }, { ...logInOrigin(), audience })
    if (!right) return { message: audience === 'staff' ? neutral : loginWords.wrong, email }
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const known = translateReadError(error)
    if (known?.code === 'TOO_MANY') return { message: known.message, email }
    if (known?.code === 'UNAVAILABLE') return { message: failureWords.nothingChanged(known.message), email }
    throw error
  }
  redirect(nextPath(text('next'), basePath, home))
}

/** Ends the session; only by POST. */
export async function logout(): Promise<void> {
  await logOut(logInOrigin())
  redirect(`${basePath}/-/login`)
}

/** Like `logout`, for the public side. */
export async function logoutOfSite(): Promise<void> {
  await logOut(logInOrigin())
  redirect('/login')
}
