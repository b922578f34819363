'use client'

import { useActionState } from 'react'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'

export interface ButtonState {
  message: string | null
  /** Whether it was done: the button is then replaced by the message. */
  done: boolean
}

interface ButtonFormProps {
  action: (state: ButtonState, data: FormData) => Promise<ButtonState>
  button: string
  /** What screen readers say, if the button's text is not enough there. */
  label?: string
  /** Whether it is one of several things to do. Default false: the main one. */
  plain?: boolean
}

/** A form that asks nothing: one button, and what became of it. */
export function ButtonForm({ action, button, label, plain = false }: ButtonFormProps) {
  const [{ message, done }, dispatch, pending] = useActionState(action, { message: null, done: false })
  if (done && message !== null) return <Notice tone="success">{message}</Notice>
  return (
    <form action={dispatch} className="stack">
      {message !== null && <Notice tone="danger">{message}</Notice>}
      <div>
        <Button type="submit" variant={plain ? 'default' : 'primary'} aria-label={label} disabled={pending}>
          {button}
        </Button>
      </div>
    </form>
  )
}
