import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button'
import * as shared from '../../words/shared'
import * as words from '../../words/plan'

interface PlanProgressProps {
  /** A form of this page was sent, and there is no answer yet. */
  pending: boolean
  cancelHref: string
}

/** Appears while a change of many rows runs for longer than a moment, and cancels it in the database. */
export function PlanProgress({ pending, cancelHref }: PlanProgressProps) {
  const token = useRef('')
  const [cancelling, setCancelling] = useState(false)
  useEffect(() => {
    // Each form that is sent has a token of its own.
    const onFormData = ({ formData }: FormDataEvent) => {
      token.current = crypto.getRandomValues(new Uint32Array(4)).join('')
      formData.set('~plan', token.current)
    }
    document.addEventListener('formdata', onFormData)
    return () => document.removeEventListener('formdata', onFormData)
  }, [])
  useEffect(() => {
    if (!pending) setCancelling(false)
  }, [pending])
  if (!pending) return null
  const cancel = () => {
    setCancelling(true)
    // Whether it was stopped in time, the answer to the form says.
    void fetch(cancelHref, { method: 'POST', body: token.current }).catch(() => setCancelling(false))
  }
  return (
    <div className="plan-progress" role="status">
      <span>{cancelling ? words.cancelling : words.working}</span>
      <Button onClick={cancel} disabled={cancelling}>
        {shared.cancel}
      </Button>
    </div>
  )
}
