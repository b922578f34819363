'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/account'

interface InvitationFormProps {
  action: (state: { message: string | null }, data: FormData) => Promise<{ message: string | null }>
}

export function InvitationForm({ action }: InvitationFormProps) {
  const [{ message }, dispatch, pending] = useActionState(action, { message: null })
  return (
    <form action={dispatch} className="stack">
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <div>
        <Button type="submit" variant="primary" disabled={pending}>
          {words.sendInvitation}
        </Button>
      </div>
    </form>
  )
}
