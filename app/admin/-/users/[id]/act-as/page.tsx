import type { Metadata } from 'next'
import { actAsPage } from '@/admin/server'
import { ActAsForm } from '@/components/admin/login/act-as-form'
import * as words from '@/components/words/act-as'
import * as routeWords from '@/components/words/routes'
import { startActingAs } from '../../../../actions/act-as'
import { allTables, basePath } from '../../../../base-path'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: words.title }

export default async function ActAsRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return adminScreen({ path: `${basePath}/-/users/${id}/act-as` }, async (ctx) => {
    const page = await actAsPage(ctx, id)
    return {
      breadcrumbs: [
        allTables,
        { label: routeWords.users, href: `${basePath}/brolly.users` },
        { label: page.email, href: `${basePath}/brolly.users/${id}` },
        { label: words.title },
      ],
      body: (
        <div className="page">
          <div className="page-head">
            <h1>{words.titleOf(page.email)}</h1>
          </div>
          <ActAsForm page={page} action={startActingAs.bind(null, id)} />
        </div>
      ),
    }
  })
}
