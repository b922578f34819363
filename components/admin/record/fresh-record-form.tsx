'use client'

import { useState } from 'react'
import { RecordForm, type RecordFormProps } from './record-form'

/**
 * The record's form, reset when the page shows another row, another version of it, or another row to add. This must not
 * be the key of the form itself: a post without JavaScript finds its state by the position of the form in the page,
 * which has to be the same when the page is rendered again.
 */
export function FreshRecordForm({ page, action }: RecordFormProps) {
  const rows = page.inlines.flatMap((block) => block.rows.map((row) => `${row.key} ${row.version}`))
  const shown = [page.key, page.version || page.token, ...rows].join(' ')
  const [begun, setBegun] = useState({ shown, times: 0 })
  if (begun.shown !== shown) setBegun({ shown, times: begun.times + 1 })
  return <RecordForm key={begun.times} page={page} action={action} />
}
