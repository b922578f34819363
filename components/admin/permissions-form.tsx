'use client'

import { useActionState } from 'react'
import type { NeededView, PermissionsPage } from '@/admin/client'
import { Button } from '../ui/button'
import { GroupPicker } from './group-picker'
import { PermissionGrid } from './permission-grid'
import { NeededViews, permissionLabels } from './needed-views'
import { RefusedNotice } from './refused-notice'
import * as words from '../words/permissions'

export interface PermissionsState {
  notice: string | null
  confirmHref?: string | null
  /** What the chosen permissions need besides: nothing is saved before it is decided. */
  needed?: NeededView[]
  /** As posted, after a refusal or while something is needed. */
  typed?: { permissions: string[]; groupIds: string[] }
}

interface PermissionsFormProps {
  tables: PermissionsPage['tables']
  granted: string[]
  /** Null for a group: groups have no groups. */
  groups: { id: string; name: string; member: boolean }[] | null
  action: (state: PermissionsState, data: FormData) => Promise<PermissionsState>
}

/** Permissions per table and, for a user, the groups. */
export function PermissionsForm({ tables, granted, groups, action }: PermissionsFormProps) {
  const [{ notice, confirmHref, typed, needed = [] }, dispatch, pending] = useActionState<PermissionsState, FormData>(
    action,
    {
      notice: null,
    },
  )
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
      <NeededViews needed={needed} labelOf={permissionLabels(tables)} />
      <div className="buttons">
        {needed.length === 0 ? (
          <Button type="submit" variant="primary" disabled={pending}>
            {words.save}
          </Button>
        ) : (
          <>
            <Button type="submit" variant="primary" name="~needed" value="with" disabled={pending}>
              {words.saveWithNeeded}
            </Button>
            <Button type="submit" name="~needed" value="without" disabled={pending}>
              {words.saveWithoutNeeded}
            </Button>
          </>
        )}
      </div>
    </form>
  )
}
