'use client'

import { lazy, useActionState } from 'react'
import type { Chosen, ListFormState } from '@/admin/client'
import type { CellActions } from '../cell/cell-list'
import type { FlashMessage } from '../shell/flash'
import { ListScreen } from './list-screen'
import { PlanProgress } from './plan-progress'
import { type List, useList } from './use-list'

interface ListRouteProps {
  /** A `ListPage` as JSON: sending one text costs a fraction of sending the thousand values in it. */
  json: string
  flash: FlashMessage | null
  action: (state: ListFormState, data: FormData) => Promise<ListFormState>
  cells: CellActions
}

/** What follows a list is loaded when it is needed, which is after the first post. */
const DeleteScreen = lazy(async () => ({ default: (await import('../delete/delete-screen')).DeleteScreen }))
const PlanScreen = lazy(async () => ({ default: (await import('../plan/plan-screen')).PlanScreen }))
const ResultScreen = lazy(async () => ({ default: (await import('../plan/result-screen')).ResultScreen }))
const MergeScreen = lazy(async () => ({ default: (await import('../plan/merge-screen')).MergeScreen }))
const BulkScreen = lazy(async () => ({ default: (await import('../plan/bulk-screen')).BulkScreen }))

/**
 * A list, or the form or confirmation of an action on its selected rows. It is not a separate page, because the keys would not
 * fit into a URL.
 */
export function ListRoute({ json, flash, action, cells }: ListRouteProps) {
  const list = useList(json)
  const [{ notice, confirm }, dispatch, pending] = useActionState(action, { notice: null, confirm: null })
  return (
    <>
      <Step list={list} state={{ notice, confirm }} dispatch={dispatch} flash={flash} cells={cells} />
      <PlanProgress pending={pending} cancelHref={list.page.cancelHref} />
    </>
  )
}

interface StepProps extends Pick<ListRouteProps, 'flash' | 'cells'> {
  list: List
  state: ListFormState
  dispatch: (data: FormData) => void
}

function Step({ list, state: { notice, confirm }, dispatch, flash, cells }: StepProps) {
  const message = notice === null ? flash : { text: notice, tone: 'danger' as const }
  if (!confirm) return <ListScreen list={list} flash={message} runAction={dispatch} cells={cells} />
  const query = confirm.chosen.list
  const rows = hiddenOf(confirm.chosen)
  const shared = { action: dispatch, cancelHref: `${list.page.href}${query === '' ? '' : `?${query}`}`, notice }
  switch (confirm.kind) {
    case 'delete':
      return <DeleteScreen page={confirm.page} hidden={rows} {...shared} />
    case 'form':
      return <BulkScreen page={confirm.page} hidden={rows} {...shared} />
    case 'merge':
      return <MergeScreen page={confirm.page} hidden={rows} {...shared} />
    case 'result':
      return <ResultScreen page={confirm.page} backHref={shared.cancelHref} />
    case 'plan':
      return <PlanScreen page={confirm.page} hidden={[...rows, ...inputsOf(confirm.chosen)]} {...shared} />
  }
}

const inputsOf = ({ inputs }: Chosen) => inputs.map(([name, value]) => ({ name, value }))

function hiddenOf({ action, all, keys, except, list }: Chosen): { name: string; value: string }[] {
  const rows = all
    ? [{ name: '~all', value: '1' }, ...except.map((value) => ({ name: '~except', value }))]
    : keys.map((value) => ({ name: 'key', value }))
  return [{ name: '~action', value: action }, { name: '~list', value: list }, ...rows]
}
