import type { Metadata } from 'next'
import { membersPage } from '@/admin/server'
import { MembersScreen } from '@/components/admin/members/members-screen'
import * as words from '@/components/words/account'
import * as routeWords from '@/components/words/routes'
import { allTables, basePath } from '../../../../base-path'
import { parametersOf, type SearchParams } from '../../../../parameters'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: words.members }

interface MembersRouteProps {
  params: Promise<{ id: string }>
  searchParams: SearchParams
}

export default async function MembersRoute({ params, searchParams }: MembersRouteProps) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/groups/${id}/members` }, async (ctx) => {
    const page = await membersPage(ctx, id, await parametersOf(searchParams))
    return {
      breadcrumbs: [
        allTables,
        { label: routeWords.groups, href: `${basePath}/brolly.groups` },
        { label: page.group, href: page.groupHref },
        { label: words.members },
      ],
      body: <MembersScreen page={page} />,
    }
  })
}
