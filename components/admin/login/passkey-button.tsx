'use client'

import { startTransition, useActionState, useState, useSyncExternalStore } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { answerByPasskey } from './ask-passkey'
import * as words from '../../words/factors'

export interface PasskeyState {
  message: string | null
}

/** What the browser is to do, in the words of WebAuthn; or why not. */
export interface AskedPasskey {
  options: object | null
  message: string | null
}

interface PasskeyButtonProps {
  /** Asks the server what the browser is to sign. */
  begin: () => Promise<AskedPasskey>
  action: (state: PasskeyState, data: FormData) => Promise<PasskeyState>
  button: string
  /** Whether there is another way in the same form, above it. */
  separated?: boolean
}

const never = () => () => undefined
const can = () => typeof window.PublicKeyCredential === 'function'

/** Whether this browser has passkeys; false until scripts run. */
export const useHasPasskeys = (): boolean => useSyncExternalStore(never, can, () => false)

/** Proves by a passkey who is there. Shown only in browsers that have passkeys. */
export function PasskeyButton({ begin, action, button, separated = false }: PasskeyButtonProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null })
  const [problem, setProblem] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  if (!useHasPasskeys()) return null

  async function ask() {
    setAsking(true)
    const answer = await answerByPasskey(begin)
    setAsking(false)
    setProblem(answer.message)
    if (answer.data) {
      const { data } = answer
      startTransition(() => dispatch(data))
    }
  }

  const message = problem ?? (isAsking ? null : state.message)
  return (
    <div className={separated ? 'passkey separated' : 'passkey'}>
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <Button large disabled={pending || isAsking} onClick={() => void ask()}>
        {pending || isAsking ? words.waitingForPasskey : button}
      </Button>
    </div>
  )
}
