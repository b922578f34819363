import type { Metadata } from 'next'
import { PermissionsScreen } from '../../../../permissions-screen'
import * as words from '@/components/words/routes'

export const metadata: Metadata = { title: words.groupPermissions }

export default async function GroupsPermissionsRoute({ params }: { params: Promise<{ id: string }> }) {
  return <PermissionsScreen grantee={{ kind: 'group', id: (await params).id }} />
}
