'use client'

import { useState } from 'react'
import { RecordForm, type RecordFormProps } from './record-form'

/**
 * The record's form, begun anew when the page shows another row, another version of it, or another row to add. What tells them
 * apart must not be the form's key: a post without JavaScript finds its answer by the place of the form in the page, and that
 * has to be the same when the page is drawn again.
 */
export function FreshRecordForm({ page, action }: RecordFormProps) {
  const shown = `${page.key} ${page.version || page.token}`
  const [begun, setBegun] = useState({ shown, times: 0 })
  if (begun.shown !== shown) setBegun({ shown, times: begun.times + 1 })
  return <RecordForm key={begun.times} page={page} action={action} />
}
