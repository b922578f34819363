'use client'

import { useActionState } from 'react'
import type { ActAsPage } from '@/admin/client'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/act-as'

interface ActAsFormProps {
  page: ActAsPage
  action: (state: { message: string | null }, data: FormData) => Promise<{ message: string | null }>
}

const modes = [
  { mode: 'view', label: words.view, lead: words.viewLead },
  { mode: 'act', label: words.act, lead: words.actLead },
] as const

/** The two ways to see the admin as another user, each with what it means or why it is not possible. */
export function ActAsForm({ page, action }: ActAsFormProps) {
  const [{ message }, dispatch, pending] = useActionState(action, { message: null })
  return (
    <form action={dispatch} className="stack">
      {message !== null && <Notice tone="danger">{message}</Notice>}
      {modes.map(({ mode, label, lead }) => {
        const problem = page.problems[mode]
        return (
          <div key={mode}>
            <p className="lead">{problem ?? lead}</p>
            <Button
              type="submit"
              name="mode"
              value={mode}
              variant={mode === 'view' ? 'primary' : 'default'}
              disabled={pending || problem !== null}
            >
              {label}
            </Button>
          </div>
        )
      })}
    </form>
  )
}
