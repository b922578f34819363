import type { Metadata } from 'next'
import { PermissionsScreen } from '../../../../permissions-screen'
import * as words from '@/components/words/routes'

export const metadata: Metadata = { title: words.userPermissions }

export default async function UsersPermissionsRoute({ params }: { params: Promise<{ id: string }> }) {
  return <PermissionsScreen grantee={{ kind: 'user', id: (await params).id }} />
}
