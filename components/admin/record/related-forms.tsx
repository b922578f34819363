'use client'

import { type ComponentType, type ReactNode, useRef, useState } from 'react'
import type { RecordActionState, RecordFormState, SavedRow } from '@/admin/client'
import { type OpenRelatedForm, type RelatedForm, RelatedFormsContext } from '../../fields/related-forms'
import type { RelatedDialogProps } from './related-dialog'

interface Row {
  table: string
  /** Null for a row to add. */
  key: string | null
}

/** The server actions for rows of any table. The server checks what the user may do with each. */
export interface RowActions {
  save: (row: Row, state: RecordFormState, data: FormData) => Promise<RecordFormState>
  run: (row: Row & { key: string }, state: RecordActionState, data: FormData) => Promise<RecordActionState>
}

/** From the last of these dialogs, related forms open in new tabs. */
const deepest = 3

interface Opened extends RelatedForm {
  /** Higher than that of the dialogs below. */
  id: number
}

interface RelatedFormsProps {
  rows: RowActions
  /** The form of the page. */
  children: ReactNode
}

/**
 * The dialogs with forms of related rows, each opened from the one before. They are beside the page's form and not in it,
 * because HTML has no forms within forms. Their code is loaded with the first one.
 */
export function RelatedForms({ rows, children }: RelatedFormsProps) {
  const [opened, setOpened] = useState<readonly Opened[]>([])
  const [Dialog, setDialog] = useState<ComponentType<RelatedDialogProps> | null>(null)
  const count = useRef(0)

  const open: OpenRelatedForm = async (form) => {
    try {
      const { RelatedDialog } = await import('./related-dialog')
      setDialog(() => RelatedDialog)
      const id = ++count.current
      // A double click opens one dialog.
      setOpened((before) =>
        before.some(({ opener }) => opener === form.opener) ? before : [...before, { ...form, id }],
      )
    } catch {
      window.open(form.href, '_blank', 'noopener')
    }
  }
  const onClosed = (form: Opened, saved: SavedRow | null) => {
    setOpened((before) => before.filter(({ id }) => id < form.id))
    form.opener.focus()
    if (saved !== null) form.onSaved(saved)
  }
  return (
    <>
      <RelatedFormsContext value={open}>{children}</RelatedFormsContext>
      {Dialog !== null &&
        opened.map((form, index) => (
          <RelatedFormsContext key={form.id} value={index + 1 < deepest ? open : null}>
            <Dialog form={form} idPrefix={`d${index + 1}-`} rows={rows} onClosed={(saved) => onClosed(form, saved)} />
          </RelatedFormsContext>
        ))}
    </>
  )
}
