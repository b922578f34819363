'use client'

import { useActionState } from 'react'
import type { ListFormState } from '@/admin/client'
import { DeleteScreen } from '../delete/delete-screen'
import type { FlashMessage } from '../shell/flash'
import { ListScreen } from './list-screen'
import { useList } from './use-list'

interface ListRouteProps {
  /** A `ListPage` as JSON: one text crosses to the browser at a fraction of the cost of the thousand values in it. */
  json: string
  flash: FlashMessage | null
  action: (state: ListFormState, data: FormData) => Promise<ListFormState>
}

/** A list, or in its place the delete of its ticked rows to be confirmed: the keys never fit into an address. */
export function ListRoute({ json, flash, action }: ListRouteProps) {
  const list = useList(json)
  const [{ notice, confirm }, dispatch] = useActionState(action, { notice: null, confirm: null })
  const message = notice === null ? flash : { text: notice, tone: 'danger' as const }
  if (!confirm) return <ListScreen list={list} flash={message} runAction={dispatch} />
  const href = `/admin/${list.page.table}${confirm.list === '' ? '' : `?${confirm.list}`}`
  const hidden = [
    { name: '~action', value: 'delete' },
    { name: '~list', value: confirm.list },
    ...(confirm.all ? [{ name: '~all', value: '1' }] : confirm.keys.map((value) => ({ name: 'key', value }))),
  ]
  return <DeleteScreen page={confirm.page} action={dispatch} cancelHref={href} hidden={hidden} notice={notice} />
}
