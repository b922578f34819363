'use client'

import { useActionState } from 'react'
import type { DeleteFormState, DeletePage } from '@/admin/client'
import { DeleteScreen } from './delete-screen'

interface DeleteRouteProps {
  page: DeletePage
  action: (state: DeleteFormState, data: FormData) => Promise<DeleteFormState>
  cancelHref: string
  /** The list to return to, posted along. */
  list: string
}

/** The confirmation of deleting one row, or why it was not deleted. */
export function DeleteRoute({ page, action, cancelHref, list }: DeleteRouteProps) {
  const [{ notice }, dispatch] = useActionState(action, { notice: null })
  return (
    <DeleteScreen
      page={page}
      action={dispatch}
      cancelHref={cancelHref}
      hidden={[{ name: '~list', value: list }]}
      notice={notice}
    />
  )
}
