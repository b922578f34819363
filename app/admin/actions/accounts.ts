'use server'

import { redirect, unstable_rethrow } from 'next/navigation'
import { AdminError, changeOwnPassword, neededBy, savePermissions, setPasswordOf, type Grantee } from '@/admin/server'
import type { PasswordState } from '@/components/admin/login/password-form'
import type { PermissionsState } from '@/components/admin/permissions-form'
import { renewSession } from '@/auth'
import { logInOrigin } from '../../front-door/request-client'
import { currentSession } from '../context'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { confirmHref } from './confirm-href'
import { messageFor } from '../faults'
import { formInput, granteeInput, idInput } from './inputs'
import { basePath } from '../base-path'
import * as loginWords from '@/components/words/login'
import * as permissionsWords from '@/components/words/permissions'

const text = (data: FormData, name: string) => {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}

export async function setOwnPassword(_: PasswordState, posted: FormData): Promise<PasswordState> {
  const data = formInput(posted)
  try {
    const ctx = await actionContext(`${basePath}/-/password`)
    await changeOwnPassword(ctx, {
      current: text(data, 'current'),
      password: text(data, 'password'),
      repeat: text(data, 'repeat'),
      keepSession: (await currentSession()) ?? '',
    })
    // A copy of the cookie from before is worth nothing now.
    await renewSession(ctx.actor, logInOrigin())
  } catch (error) {
    return refusal(error)
  }
  await setFlash({ text: loginWords.passwordChanged })
  redirect(basePath)
}

export async function setUserPassword(target: string, _: PasswordState, posted: FormData): Promise<PasswordState> {
  const id = idInput.parse(target)
  const data = formInput(posted)
  const path = `${basePath}/-/users/${id}/password`
  let email: string
  try {
    const ctx = await actionContext(path)
    ;({ email } = await setPasswordOf(ctx, id, {
      password: text(data, 'password'),
      repeat: text(data, 'repeat'),
    }))
  } catch (error) {
    return { ...(await refusal(error)), confirmHref: confirmHref(error, path) }
  }
  await setFlash({ text: loginWords.passwordSet(email) })
  redirect(`${basePath}/brolly.users/${id}`)
}

async function refusal(error: unknown): Promise<PasswordState> {
  unstable_rethrow(error)
  await setRefusedStatus(error)
  return { message: messageFor(error), errors: error instanceof AdminError ? { ...error.fields } : {} }
}

export async function setPermissions(
  target: Grantee,
  _: PermissionsState,
  posted: FormData,
): Promise<PermissionsState> {
  const grantee = granteeInput.parse(target)
  const data = formInput(posted)
  const kind = grantee.kind === 'user' ? 'users' : 'groups'
  const names = (name: string) => data.getAll(name).filter((value) => typeof value === 'string')
  const path = `${basePath}/-/${kind}/${grantee.id}/permissions`
  const typed = { permissions: names('grants'), groupIds: names('groups') }
  const step = names('~needed')[0]
  let title: string
  try {
    const ctx = await actionContext(path)
    const needed = step === 'without' ? [] : await neededBy(ctx, grantee, typed)
    if (step === undefined && needed.length > 0) return { notice: null, typed, needed }
    typed.permissions.push(...needed.map(({ permission }) => permission))
    title = await savePermissions(ctx, grantee, typed)
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    return { notice: messageFor(error), confirmHref: confirmHref(error, path), typed }
  }
  await setFlash({ text: permissionsWords.saved(title) })
  redirect(`${basePath}/brolly.${kind}/${grantee.id}`)
}
