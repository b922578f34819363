'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/factors'

export interface NameState {
  message: string | null
  /** As typed; null before. */
  name: string | null
}

interface NameFormProps {
  action: (state: NameState, data: FormData) => Promise<NameState>
  /** The present name. */
  name: string
  /** The id of the input, which is one of several on the page. */
  id: string
}

/** Renames a passkey: closed until it is wanted. */
export function NameForm({ action, name, id }: NameFormProps) {
  const [state, dispatch, pending] = useActionState(action, { message: null, name: null })
  return (
    <details className="name-form" open={state.message !== null}>
      <summary aria-label={words.renamePasskey(name)}>{words.rename}</summary>
      <form action={dispatch} className="stack narrow">
        {state.message !== null && <Notice tone="danger">{state.message}</Notice>}
        <div>
          <label htmlFor={id}>{words.newNameOfPasskey}</label>
          <input
            key={state.name}
            id={id}
            name="name"
            className="input"
            defaultValue={state.name ?? name}
            maxLength={100}
            autoComplete="off"
          />
        </div>
        <div>
          <Button type="submit" disabled={pending}>
            {words.rename}
          </Button>
        </div>
      </form>
    </details>
  )
}
