'use client'

import { useActionState } from 'react'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { GroupPicker } from './group-picker'
import { PermissionGrid } from './permission-grid'
import * as words from '../words/permissions'

interface PermissionsFormProps {
  tables: { path: string; label: string; purge: boolean; own: { name: string; label: string }[] }[]
  granted: string[]
  /** Null for a group: groups have no groups. */
  groups: { id: string; name: string; member: boolean }[] | null
  action: (state: { notice: string | null }, data: FormData) => Promise<{ notice: string | null }>
}

/** Permissions per table and, for a user, the groups. */
export function PermissionsForm({ tables, granted, groups, action }: PermissionsFormProps) {
  const [{ notice }, dispatch, pending] = useActionState(action, { notice: null })
  return (
    <form action={dispatch} className="stack">
      {notice !== null && <Notice tone="danger">{notice}</Notice>}
      {groups && (
        <GroupPicker
          groups={groups}
          chosen={groups.filter((group) => group.member).map((group) => group.id)}
          readOnly={false}
        />
      )}
      <PermissionGrid tables={tables} granted={granted} readOnly={false} />
      <div>
        <Button type="submit" variant="primary" disabled={pending}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
