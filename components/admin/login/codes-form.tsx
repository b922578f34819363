'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { RecoveryCodes } from './recovery-codes'
import * as words from '../../words/factors'

export interface CodesState {
  message: string | null
  /** New ones, shown once. */
  codes: string[] | null
}

/** Makes new recovery codes. */
export function CodesForm({ action }: { action: (state: CodesState, data: FormData) => Promise<CodesState> }) {
  const [{ message, codes }, dispatch, pending] = useActionState(action, { message: null, codes: null })
  if (codes) return <RecoveryCodes codes={codes} />
  return (
    <form action={dispatch} className="stack">
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <div>
        <Button type="submit" disabled={pending}>
          {words.newCodes}
        </Button>
      </div>
    </form>
  )
}
