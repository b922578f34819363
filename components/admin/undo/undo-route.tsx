'use client'

import { useActionState } from 'react'
import type { UndoFormState, UndoPage } from '@/admin/client'
import { UndoScreen } from './undo-screen'

interface UndoRouteProps {
  page: UndoPage
  action: (state: UndoFormState, data: FormData) => Promise<UndoFormState>
  cancelHref: string
}

/** The confirmation of an undo, or why nothing was undone and what would happen now. */
export function UndoRoute({ page, action, cancelHref }: UndoRouteProps) {
  const [state, dispatch] = useActionState(action, { notice: null, page: null })
  return <UndoScreen page={state.page ?? page} action={dispatch} cancelHref={cancelHref} notice={state.notice} />
}
