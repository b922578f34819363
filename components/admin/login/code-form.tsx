'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { CodeInput } from './code-input'
import * as words from '../../words/factors'

export interface CodeState {
  message: string | null
}

interface CodeFormProps {
  action: (state: CodeState, data: FormData) => Promise<CodeState>
  /** The page to open afterwards, as in the URL; the server checks it. */
  next: string
  /** Whether a recovery code is asked for, which has letters. */
  recovery: boolean
  links: readonly { label: string; href: string }[]
  /** Whether a passkey above it is the first choice. */
  afterPasskey: boolean
}

/** The second step of a log-in: a code of the authenticator app, or a recovery code. */
export function CodeForm({ action, next, recovery, links, afterPasskey }: CodeFormProps) {
  const [{ message }, dispatch, pending] = useActionState(action, { message: null })
  return (
    <form action={dispatch} className="stack">
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <p className="lead">{recovery ? (afterPasskey ? words.passkeyStepLead : words.recoveryLead) : words.codeLead}</p>
      <input type="hidden" name="next" value={next} />
      <CodeInput
        label={recovery ? words.recoveryCode : words.code}
        recovery={recovery}
        invalid={message !== null}
        autoFocus={!afterPasskey}
      />
      <Button type="submit" variant="primary" large disabled={pending}>
        {pending ? words.checking : words.continueLogin}
      </Button>
      <p className="plain-links">
        {links.map(({ label, href }) => (
          <a key={href} href={href}>
            {label}
          </a>
        ))}
      </p>
    </form>
  )
}
