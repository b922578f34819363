'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { PasswordInput } from './password-form'
import * as words from '../../words/account'
import * as loginWords from '../../words/login'

export interface JoinState {
  message: string | null
  /** By input: `name`, `password`, `repeat`. */
  errors: Record<string, string>
  name: string
}

interface JoinFormProps {
  action: (state: JoinState, data: FormData) => Promise<JoinState>
  /** The account, for password managers. */
  email: string
  name: string
}

/** The name and the password of a new account. */
export function JoinForm({ action, email, name }: JoinFormProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, errors: {}, name })
  return (
    <form action={dispatch} className="stack" noValidate>
      {state.message !== null && <Notice tone="danger">{state.message}</Notice>}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <div>
        <label htmlFor="name">{words.name}</label>
        <input key={state.name} id="name" name="name" className="input" autoComplete="name" defaultValue={state.name} />
        {state.errors.name !== undefined && <p className="error">{state.errors.name}</p>}
      </div>
      <PasswordInput name="password" label={loginWords.password} error={state.errors.password} />
      <PasswordInput name="repeat" label={words.passwordAgain} error={state.errors.repeat} />
      <Button type="submit" variant="primary" large disabled={pending}>
        {words.createAccount}
      </Button>
    </form>
  )
}
