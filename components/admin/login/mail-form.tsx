'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { EmailInput } from './email-input'
import * as words from '../../words/account'

export interface MailState {
  message: string | null
  /** Whether the mail was queued: the form is then replaced by the message. */
  done: boolean
  email: string
}

interface MailFormProps {
  action: (state: MailState, data: FormData) => Promise<MailState>
  lead: string
  button: string
}

/** Asks for a mail to an address. The answer is the same for every address. */
export function MailForm({ action, lead, button }: MailFormProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, done: false, email: '' })
  if (state.done && state.message !== null) return <Notice tone="success">{state.message}</Notice>
  return (
    <form action={dispatch} className="stack" noValidate>
      <p className="lead">{lead}</p>
      <EmailInput value={state.email} error={state.message} announced />
      <Button type="submit" variant="primary" large disabled={pending}>
        {pending ? words.sending : button}
      </Button>
    </form>
  )
}
