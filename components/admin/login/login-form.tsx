'use client'

import { useActionState, useEffect } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { interruptDraft } from '../record/draft'
import { TimeZoneCookie } from '../shell/time-zone-cookie'
import { EmailInput } from './email-input'
import * as factorWords from '../../words/factors'
import * as words from '../../words/login'

export interface LoginState {
  message: string | null
  /** The input, to be corrected. */
  email: string
}

interface LoginFormProps {
  action: (state: LoginState, data: FormData) => Promise<LoginState>
  /** The page to open afterwards, as in the URL; the server checks it. */
  next: string
  /** Below the form: a forgotten password, registration. */
  links?: readonly { label: string; href: string }[]
  /** Said above the form, such as that a password was changed. */
  notice?: string | null
  /** Whether a log-in has ended before its second step. */
  expired?: boolean
}

export function LoginForm({ action, next, links = [], notice = null, expired = false }: LoginFormProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, email: '' })
  // A form that was interrupted by the login restores its input afterwards.
  useEffect(interruptDraft, [])
  return (
    <form action={dispatch} className="stack">
      {state.message === null && notice !== null && <Notice tone="success">{notice}</Notice>}
      {state.message === null && expired && <Notice tone="warning">{factorWords.logInAgain}</Notice>}
      {state.message !== null && <Notice tone="danger">{state.message}</Notice>}
      <input type="hidden" name="next" value={next} />
      <EmailInput value={state.email} invalid={state.message !== null} required autoFocus={state.email === ''} />
      <div>
        <label htmlFor="password">{words.password}</label>
        <input
          id="password"
          name="password"
          type="password"
          className="input"
          autoComplete="current-password"
          aria-invalid={state.message !== null}
          required
        />
      </div>
      <Button type="submit" variant="primary" large disabled={pending}>
        {pending ? words.loggingIn : words.logIn}
      </Button>
      {links.length > 0 && (
        <p className="plain-links">
          {links.map(({ label, href }) => (
            <a key={href} href={href}>
              {label}
            </a>
          ))}
        </p>
      )}
      <TimeZoneCookie />
    </form>
  )
}
