'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { RefusedNotice } from '../refused-notice'
import * as words from '../../words/factors'

export interface RemoveFactorsState {
  message: string | null
  confirmHref?: string | null
}

interface RemoveFactorsProps {
  action: (state: RemoveFactorsState, data: FormData) => Promise<RemoveFactorsState>
}

/** Removes all factors of an account whose owner has lost them. */
export function RemoveFactors({ action }: RemoveFactorsProps) {
  const [{ message, confirmHref }, dispatch, pending] = useActionState<RemoveFactorsState, FormData>(action, {
    message: null,
  })
  return (
    <form action={dispatch} className="stack">
      <p className="lead">{words.removeAllLead}</p>
      <RefusedNotice message={message} confirmHref={confirmHref} />
      <div>
        <Button type="submit" danger disabled={pending}>
          {words.removeAll}
        </Button>
      </div>
    </form>
  )
}
