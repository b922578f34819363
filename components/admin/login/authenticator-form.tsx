'use client'

import { useActionState } from 'react'
import type { AuthenticatorSetup } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { AddedFactor } from './added-factor'
import { CodeInput } from './code-input'
import * as words from '../../words/factors'

export interface AuthenticatorState {
  message: string | null
  /** By input: `code`. */
  errors: Record<string, string>
  /** The set-up to go on with after a refusal. */
  setup: AuthenticatorSetup | null
  /** Once it was added: new recovery codes, null if there were some. */
  added: { codes: string[] | null } | null
}

interface AuthenticatorFormProps {
  setup: AuthenticatorSetup
  action: (state: AuthenticatorState, data: FormData) => Promise<AuthenticatorState>
  /** Where to go afterwards. */
  next: string
}

/** Sets up an authenticator app: the QR code, the secret as text, and the code that confirms it. */
export function AuthenticatorForm({ setup: first, action, next }: AuthenticatorFormProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, errors: {}, setup: null, added: null })
  if (state.added) return <AddedFactor message={words.turnedOn} codes={state.added.codes} next={next} />
  return <SetUpForm state={state} setup={state.setup ?? first} dispatch={dispatch} pending={pending} />
}

interface SetUpFormProps {
  state: AuthenticatorState
  setup: AuthenticatorSetup
  dispatch: (data: FormData) => void
  pending: boolean
}

function SetUpForm({ state, setup, dispatch, pending }: SetUpFormProps) {
  const { size, path } = setup.qr
  return (
    <form action={dispatch} className="stack" noValidate>
      {state.message !== null && state.errors.code === undefined && <Notice tone="danger">{state.message}</Notice>}
      <p className="lead">{words.scan}</p>
      <input type="hidden" name="setup" value={setup.sealed} />
      <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={words.qrCode}>
        <path d={path} shapeRendering="crispEdges" />
      </svg>
      <div>
        <p className="lead">{words.secret}</p>
        <code className="secret-text">{setup.secret}</code>
        <p className="plain-links">
          <a href={setup.uri}>{words.openInApp}</a>
        </p>
      </div>
      <CodeInput label={words.codeOfApp} error={state.errors.code} />
      <div>
        <Button type="submit" variant="primary" large disabled={pending}>
          {words.turnOn}
        </Button>
      </div>
    </form>
  )
}
