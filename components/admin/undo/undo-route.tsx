'use client'

import { useActionState } from 'react'
import type { UndoFormState, UndoPage } from '@/admin/client'
import { UndoScreen } from './undo-screen'

interface UndoRouteProps {
  page: UndoPage
  action: (state: UndoFormState, data: FormData) => Promise<UndoFormState>
}

/** The confirmation of an undo, or why nothing was undone and what would happen now. */
export function UndoRoute({ page, action }: UndoRouteProps) {
  const [state, dispatch] = useActionState(action, { notice: null, page: null })
  return <UndoScreen page={state.page ?? page} action={dispatch} notice={state.notice} />
}
