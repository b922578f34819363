'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { RefusedNotice } from '../refused-notice'
import * as words from '../../words/login'

export interface PasswordState {
  message: string | null
  /** By input: `current`, `password`, `repeat`. */
  errors: Record<string, string>
  confirmHref?: string | null
}

interface PasswordFormProps {
  action: (state: PasswordState, data: FormData) => Promise<PasswordState>
  /** Changing one's own password requires the current one. */
  requireCurrent: boolean
  /** Posted along: the user whose password is set. */
  hidden?: { name: string; value: string }[]
  /** The account, for password managers. */
  email?: string
}

export function PasswordForm({ action, requireCurrent, hidden = [], email }: PasswordFormProps) {
  const [state, dispatch, pending] = useActionState<PasswordState, FormData>(action, { message: null, errors: {} })
  return (
    <form action={dispatch} className="stack narrow" noValidate>
      <RefusedNotice message={state.message} confirmHref={state.confirmHref} />
      {hidden.map(({ name, value }) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {email !== undefined && <input type="hidden" name="username" autoComplete="username" value={email} readOnly />}
      {requireCurrent && <PasswordInput name="current" label={words.currentPassword} error={state.errors.current} />}
      <PasswordInput name="password" label={words.newPassword} error={state.errors.password} />
      <PasswordInput name="repeat" label={words.newPasswordAgain} error={state.errors.repeat} />
      <div>
        <Button type="submit" variant="primary" large disabled={pending}>
          {requireCurrent ? words.changePassword : words.setPassword}
        </Button>
      </div>
    </form>
  )
}

interface PasswordInputProps {
  name: string
  label: string
  error: string | undefined
  /** Default: the name. */
  id?: string
}

/** A password input with its label and error. */
export function PasswordInput({ name, label, error, id = name }: PasswordInputProps) {
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="password"
        className="input"
        autoComplete={name === 'current' ? 'current-password' : 'new-password'}
        aria-required
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
      />
      {error !== undefined && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
