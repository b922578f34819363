'use client'

import { startTransition, useActionState, useRef, useState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { AddedFactor } from './added-factor'
import { makePasskey } from './ask-passkey'
import { type AskedPasskey, useHasPasskeys } from './passkey-button'
import * as words from '../../words/factors'

export interface AddPasskeyState {
  message: string | null
  /** Once it was added: new recovery codes, null if there were some. */
  added: { codes: string[] | null } | null
}

interface AddPasskeyProps {
  begin: () => Promise<AskedPasskey>
  action: (state: AddPasskeyState, data: FormData) => Promise<AddPasskeyState>
  /** Where to go afterwards. */
  next: string
}

/** Adds a passkey, which the browser makes. Nothing is shown in browsers that have none. */
export function AddPasskey({ begin, action, next }: AddPasskeyProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, added: null })
  const [problem, setProblem] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const name = useRef<HTMLInputElement>(null)
  if (!useHasPasskeys()) return <p className="note">{words.noPasskeysInBrowser}</p>
  if (state.added) return <AddedFactor message={words.passkeyAdded} codes={state.added.codes} next={next} />

  async function make() {
    setAsking(true)
    const { data, message } = await makePasskey(begin)
    setAsking(false)
    setProblem(message)
    if (!data) return
    data.set('name', name.current?.value ?? '')
    startTransition(() => dispatch(data))
  }

  const message = problem ?? (isAsking ? null : state.message)
  return (
    <div className="stack narrow">
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <div>
        <label htmlFor="passkey-name">{words.passkeyName}</label>
        <input
          ref={name}
          id="passkey-name"
          className="input"
          maxLength={100}
          autoComplete="off"
          placeholder={words.passkeyNameExample}
        />
      </div>
      <div>
        <Button large disabled={pending || isAsking} onClick={() => void make()}>
          {pending || isAsking ? words.waitingForPasskey : words.addPasskey}
        </Button>
      </div>
    </div>
  )
}
