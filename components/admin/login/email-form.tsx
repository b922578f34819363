'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { PasswordInput } from './password-form'
import { EmailInput } from './email-input'
import * as words from '../../words/account'
import * as loginWords from '../../words/login'

export interface EmailState {
  message: string | null
  /** By input: `email`, `current`. */
  errors: Record<string, string>
  /** Whether the mail was queued: the form is then replaced by the message. */
  done: boolean
  email: string
}

interface EmailFormProps {
  action: (state: EmailState, data: FormData) => Promise<EmailState>
}

/** Asks for a link to a new address of one's own. */
export function EmailForm({ action }: EmailFormProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, errors: {}, done: false, email: '' })
  if (state.done && state.message !== null) return <Notice tone="success">{state.message}</Notice>
  const error = state.errors.email
  return (
    <form action={dispatch} className="stack narrow" noValidate>
      {state.message !== null && <Notice tone="danger">{state.message}</Notice>}
      <EmailInput
        id="new-email"
        label={words.newEmail}
        value={state.email}
        error={error ?? null}
        autoComplete="email"
      />
      <PasswordInput
        name="current"
        id="email-password"
        label={loginWords.currentPassword}
        error={state.errors.current}
      />
      <div>
        <Button type="submit" variant="primary" large disabled={pending}>
          {words.sendConfirmation}
        </Button>
      </div>
    </form>
  )
}
