'use client'

import { lazy, useActionState } from 'react'
import type { RecordActionState, RecordPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { sendForm } from '../../ui/send-form'

/** Loaded when an action first asks for anything. */
const ActionPanel = lazy(async () => ({ default: (await import('../plan/action-panel')).ActionPanel }))

interface RecordActionsProps {
  page: Pick<RecordPage, 'key' | 'actions' | 'listQuery' | 'title'>
  action: (state: RecordActionState, data: FormData) => Promise<RecordActionState>
}

/** The declared actions of one record. What one asks for, and a dangerous one asks to agree, takes the place of the buttons. */
export function RecordActions({ page, action }: RecordActionsProps) {
  const [{ notice, confirm }, dispatch, pending] = useActionState(action, { notice: null, confirm: null })
  return (
    <form action={dispatch} onSubmit={(event) => sendForm(event, dispatch)} className="record-actions" noValidate>
      <input type="hidden" name="~list" value={page.listQuery} />
      {notice !== null && <Notice tone="danger">{notice}</Notice>}
      {confirm === null ? (
        page.actions.map(({ name, label, danger }) => (
          <Button key={name} type="submit" name="~action" value={name} danger={danger} disabled={pending}>
            {label}
          </Button>
        ))
      ) : (
        <ActionPanel confirm={confirm} />
      )}
    </form>
  )
}
