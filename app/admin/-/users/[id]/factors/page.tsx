import type { Metadata } from 'next'
import { factorsPage } from '@/admin/server'
import { FactorsScreen } from '@/components/admin/factors/factors-screen'
import * as words from '@/components/words/factors'
import * as routeWords from '@/components/words/routes'
import { removeFactors } from '../../../../actions/user-factors'
import { allTables, basePath } from '../../../../base-path'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: words.secondFactor }

export default async function UserFactorsRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/users/${id}/factors`, fresh: true }, async (ctx) => {
    const page = await factorsPage(ctx, id)
    return {
      breadcrumbs: [
        allTables,
        { label: routeWords.users, href: `${basePath}/brolly.users` },
        { label: page.email, href: `${basePath}/brolly.users/${id}` },
        { label: words.secondFactor },
      ],
      body: <FactorsScreen page={page} action={removeFactors.bind(null, id)} />,
    }
  })
}
