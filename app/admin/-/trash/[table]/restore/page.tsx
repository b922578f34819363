import type { Metadata } from 'next'
import { adminPath, restorePage } from '@/admin/server'
import { UndoRoute } from '@/components/admin/undo/undo-route'
import * as words from '@/components/words/trash'
import { restoreDeleted } from '../../../../actions/undo'
import { allTables, basePath } from '../../../../base-path'
import { findAdmin } from '../../../../find-admin'
import { parametersOf, type SearchParams } from '../../../../parameters'
import { adminScreen } from '../../../../screen'

export const metadata: Metadata = { title: words.restore }

interface Props {
  params: Promise<{ table: string }>
  searchParams: SearchParams
}

export default async function RestoreRoute({ params, searchParams }: Props) {
  const { table } = await params
  const parameters = await parametersOf(searchParams)
  const ids = parameters.flatMap(([name, value]) => (name === 'entry' ? [value] : []))
  return adminScreen({ path: `${basePath}/-/trash/${table}/restore`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const page = await restorePage(ctx, admin, ids)
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, href: adminPath(ctx, admin) },
        { label: words.trash, href: page.cancelHref },
        { label: words.restore },
      ],
      body: <UndoRoute page={page} action={restoreDeleted.bind(null, { table, ids })} />,
    }
  })
}
