'use client'

import { useActionState } from 'react'
import type { RecordActionState, RecordPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as shared from '../../words/shared'
import * as words from '../../words/record'

interface RecordActionsProps {
  page: Pick<RecordPage, 'key' | 'actions' | 'listQuery' | 'title'>
  action: (state: RecordActionState, data: FormData) => Promise<RecordActionState>
}

/** The declared actions of one record. A dangerous one asks for confirmation in place of the buttons. */
export function RecordActions({ page, action }: RecordActionsProps) {
  const [{ notice, confirm }, dispatch, pending] = useActionState(action, { notice: null, confirm: null })
  return (
    <form action={dispatch} className="record-actions">
      <input type="hidden" name="~list" value={page.listQuery} />
      {notice !== null && <Notice tone="danger">{notice}</Notice>}
      {confirm === null ? (
        page.actions.map(({ name, label, danger }) => (
          <Button key={name} type="submit" name="~action" value={name} danger={danger} disabled={pending}>
            {label}
          </Button>
        ))
      ) : (
        <div role="alertdialog" aria-label={confirm.page.title} className="record-confirm">
          <input type="hidden" name="~action" value={confirm.action} />
          <input type="hidden" name="~seal" value={confirm.page.seal} />
          <span>{words.confirm(confirm.page.title, page.title)}</span>
          <Button type="submit" variant="primary" danger disabled={pending}>
            {confirm.page.title}
          </Button>
          {/* A post without an action or a seal returns to the buttons. */}
          <Button type="submit" name="~cancel" value="1" autoFocus>
            {shared.cancel}
          </Button>
        </div>
      )}
    </form>
  )
}
