import type { Metadata } from 'next'
import { PermissionsScreen } from '../../../../permissions-screen'

export const metadata: Metadata = { title: 'Permissions of a user' }

export default async function UsersPermissionsRoute({ params }: { params: Promise<{ id: string }> }) {
  return <PermissionsScreen grantee={{ kind: 'user', id: (await params).id }} />
}
