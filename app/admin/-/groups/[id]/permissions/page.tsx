import type { Metadata } from 'next'
import { PermissionsScreen } from '../../../../permissions-screen'

export const metadata: Metadata = { title: 'Permissions of a group' }

export default async function GroupsPermissionsRoute({ params }: { params: Promise<{ id: string }> }) {
  return <PermissionsScreen grantee={{ kind: 'group', id: (await params).id }} />
}
