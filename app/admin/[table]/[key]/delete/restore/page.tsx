import type { Metadata } from 'next'
import { adminPath, restoreRowPage } from '@/admin/server'
import { UndoRoute } from '@/components/admin/undo/undo-route'
import * as words from '@/components/words/trash'
import { restoreRow } from '../../../../actions/undo'
import { allTables, basePath } from '../../../../base-path'
import { findAdmin } from '../../../../find-admin'
import { adminScreen } from '../../../../screen'
import { urlPart } from '../../../../parameters'

export const metadata: Metadata = { title: words.restore }

interface Props {
  params: Promise<{ table: string; key: string }>
}

export default async function RestoreRowRoute({ params }: Props) {
  const { table, key: encoded } = await params
  const key = urlPart(encoded)
  return adminScreen({ path: `${basePath}/${table}/${key}/delete/restore` }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const page = await restoreRowPage(ctx, admin, key)
    return {
      breadcrumbs: [allTables, { label: admin.plural, href: adminPath(ctx, admin) }, { label: words.restore }],
      body: <UndoRoute page={page} action={restoreRow.bind(null, { table, key })} />,
    }
  })
}
