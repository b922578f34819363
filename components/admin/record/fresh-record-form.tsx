'use client'

import { useState } from 'react'
import { RecordForm, type RecordFormProps } from './record-form'

/**
 * The record's form, reset when the page shows another row, another version of it, or another row to add, and when the
 * page comes back after a save, which may have changed nothing but rows of inlines. This must not be the key of the form
 * itself: a post without JavaScript finds its state by the position of the form in the page, which has to be the same
 * when the page is rendered again.
 */
export function FreshRecordForm({ page, action }: Pick<RecordFormProps, 'page' | 'action'>) {
  const shown = `${page.key} ${page.version || page.token}`
  const [begun, setBegun] = useState({ shown, times: 0 })
  /** The token of the page whose form was sent, until the server refuses it. */
  const [sent, setSent] = useState<string | null>(null)
  if (begun.shown !== shown || (sent !== null && sent !== page.token)) {
    setBegun({ shown, times: begun.times + 1 })
    setSent(null)
  }
  return (
    <RecordForm
      key={begun.times}
      page={page}
      action={action}
      onSend={() => setSent(page.token)}
      onRefusal={() => setSent(null)}
    />
  )
}
