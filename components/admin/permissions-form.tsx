'use client'

import { useActionState } from 'react'
import { Button } from '../ui/button'
import { GroupPicker } from './group-picker'
import { PermissionGrid } from './permission-grid'
import { RefusedNotice } from './refused-notice'
import * as words from '../words/permissions'

export interface PermissionsState {
  notice: string | null
  confirmHref?: string | null
  /** As posted, after a refusal. */
  typed?: { permissions: string[]; groupIds: string[] }
}

interface PermissionsFormProps {
  tables: { path: string; label: string; purge: boolean; own: { name: string; label: string }[] }[]
  granted: string[]
  /** Null for a group: groups have no groups. */
  groups: { id: string; name: string; member: boolean }[] | null
  action: (state: PermissionsState, data: FormData) => Promise<PermissionsState>
}

/** Permissions per table and, for a user, the groups. */
export function PermissionsForm({ tables, granted, groups, action }: PermissionsFormProps) {
  const [{ notice, confirmHref, typed }, dispatch, pending] = useActionState<PermissionsState, FormData>(action, {
    notice: null,
  })
  return (
    // A new form after a refusal: React would set ticks back to what they were at first.
    <form key={JSON.stringify(typed)} action={dispatch} className="stack">
      <RefusedNotice message={notice} confirmHref={confirmHref} />
      {groups && (
        <GroupPicker
          groups={groups}
          chosen={typed?.groupIds ?? groups.filter((group) => group.member).map((group) => group.id)}
          readOnly={false}
        />
      )}
      <PermissionGrid tables={tables} granted={typed?.permissions ?? granted} readOnly={false} />
      <div>
        <Button type="submit" variant="primary" disabled={pending}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
