import { type FormEvent, startTransition } from 'react'

/** Sends a form to its action without resetting it: React would reset selects, whatever the action answers. */
export function sendForm(event: FormEvent<HTMLFormElement>, action: (data: FormData) => void | Promise<void>): void {
  event.preventDefault()
  // A form's submit event is a SubmitEvent; React's type does not say so.
  const { submitter } = event.nativeEvent as SubmitEvent
  const data = new FormData(event.currentTarget, submitter)
  startTransition(() => void action(data))
}
