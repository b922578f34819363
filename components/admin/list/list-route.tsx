'use client'

import { useActionState } from 'react'
import type { Chosen, ListFormState } from '@/admin/client'
import { ActionScreen } from '../action/action-screen'
import { DeleteScreen } from '../delete/delete-screen'
import type { FlashMessage } from '../shell/flash'
import { ListScreen } from './list-screen'
import { useList } from './use-list'

interface ListRouteProps {
  /** A `ListPage` as JSON: sending one text costs a fraction of sending the thousand values in it. */
  json: string
  flash: FlashMessage | null
  action: (state: ListFormState, data: FormData) => Promise<ListFormState>
}

/**
 * A list, or the confirmation of an action on its selected rows. It is not a separate page, because the keys would not
 * fit into a URL.
 */
export function ListRoute({ json, flash, action }: ListRouteProps) {
  const list = useList(json)
  const [{ notice, confirm }, dispatch] = useActionState(action, { notice: null, confirm: null })
  const message = notice === null ? flash : { text: notice, tone: 'danger' as const }
  if (!confirm) return <ListScreen list={list} flash={message} runAction={dispatch} />
  const query = confirm.chosen.list
  const shared = {
    action: dispatch,
    cancelHref: `${list.page.href}${query === '' ? '' : `?${query}`}`,
    hidden: hiddenOf(confirm.chosen),
    notice,
  }
  return confirm.kind === 'delete' ? (
    <DeleteScreen page={confirm.page} {...shared} />
  ) : (
    <ActionScreen page={confirm.page} {...shared} />
  )
}

function hiddenOf({ action, all, keys, except, list }: Chosen): { name: string; value: string }[] {
  const rows = all
    ? [{ name: '~all', value: '1' }, ...except.map((value) => ({ name: '~except', value }))]
    : keys.map((value) => ({ name: 'key', value }))
  return [{ name: '~action', value: action }, { name: '~list', value: list }, ...rows]
}
