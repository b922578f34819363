'use server'

import { refresh } from 'next/cache'
import { redirect, unstable_rethrow } from 'next/navigation'
import { AdminError, apiPath, makeToken, revokeToken, type MadeToken } from '@/admin/server'
import type { TokenState } from '@/components/admin/tokens/token-form'
import * as words from '@/components/words/tokens'
import { basePath } from '../base-path'
import { messageFor } from '../faults'
import { setFlash } from '../flash'
import { actionContext, setRefusedStatus } from './action-context'
import { confirmHref } from './confirm-href'
import { formInput, textOf } from './inputs'

const path = `${basePath}/-/tokens`

/** Makes a token and returns it, the only time that it is shown. */
export async function addToken(_: TokenState, posted: FormData): Promise<TokenState> {
  const data = formInput(posted)
  const typed = {
    name: textOf(data, 'name'),
    days: textOf(data, 'days'),
    scopes: data.getAll('grants').filter((value) => typeof value === 'string'),
  }
  let made: MadeToken
  try {
    const days = /^\d{1,6}$/u.test(typed.days.trim()) ? Number(typed.days) : 0
    made = await makeToken(await actionContext(path), { ...typed, days })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    const errors = error instanceof AdminError ? { ...error.fields } : {}
    const message = Object.keys(errors).length > 0 ? null : messageFor(error)
    return { ...typed, message, confirmHref: confirmHref(error, path), errors, made: null }
  }
  // The table above the form shows it at once.
  refresh()
  const exported = typed.scopes.find((scope) => scope.endsWith('.export')) ?? 'products.export'
  const example = `${apiPath({ basePath }, 'export')}/${exported.slice(0, -'.export'.length)}`
  return { ...typed, name: '', scopes: [], message: null, errors: {}, made: { ...made, example } }
}

/** Revokes the token whose button was pressed. */
export async function removeToken(posted: FormData): Promise<void> {
  const id = textOf(formInput(posted), 'token')
  try {
    const { name } = await revokeToken(await actionContext(path), id)
    await setFlash({ text: words.revoked(name) })
  } catch (error) {
    unstable_rethrow(error)
    await setRefusedStatus(error)
    await setFlash({ text: messageFor(error), tone: 'danger' })
  }
  redirect(path)
}
