'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { CodeInput } from './code-input'
import { PasswordInput } from './password-form'
import * as words from '../../words/factors'
import * as loginWords from '../../words/login'

export interface ConfirmState {
  message: string | null
  /** By input: `current`, `code`. */
  errors: Record<string, string>
}

interface ConfirmFormProps {
  action: (state: ConfirmState, data: FormData) => Promise<ConfirmState>
  /** Where to go on. */
  next: string
  /** The account, for password managers. */
  email: string
  hasPassword: boolean
  hasApp: boolean
}

/** Asks again for the password, or for a code. */
export function ConfirmForm({ action, next, email, hasPassword, hasApp }: ConfirmFormProps) {
  const [{ message, errors }, dispatch, pending] = useActionState(action, { message: null, errors: {} })
  const isAtField = errors.current !== undefined || errors.code !== undefined
  return (
    <form action={dispatch} className="stack" noValidate>
      {message !== null && !isAtField && <Notice tone="danger">{message}</Notice>}
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {hasPassword && <PasswordInput name="current" label={loginWords.password} error={errors.current} />}
      {hasApp && <CodeInput label={hasPassword ? words.orCode : words.code} error={errors.code} />}
      <Button type="submit" variant="primary" large disabled={pending}>
        {words.confirmButton}
      </Button>
    </form>
  )
}
