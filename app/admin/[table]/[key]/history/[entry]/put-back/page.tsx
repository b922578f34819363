import type { Metadata } from 'next'
import { adminPath, putBackPage } from '@/admin/server'
import { UndoRoute } from '@/components/admin/undo/undo-route'
import * as words from '@/components/words/undo'
import * as historyWords from '@/components/words/history'
import { putBack } from '../../../../../actions/undo'
import { allTables, basePath } from '../../../../../base-path'
import { findAdmin } from '../../../../../find-admin'
import { parametersOf, type SearchParams, urlPart } from '../../../../../parameters'
import { adminScreen } from '../../../../../screen'

export const metadata: Metadata = { title: words.putBack }

interface Props {
  params: Promise<{ table: string; key: string; entry: string }>
  searchParams: SearchParams
}

export default async function PutBackRoute({ params, searchParams }: Props) {
  const { table, key: encoded, entry: id } = await params
  const key = urlPart(encoded)
  const parameters = await parametersOf(searchParams)
  const columns = parameters.flatMap(([name, value]) => (name === 'column' ? [value] : []))
  return adminScreen({ path: `${basePath}/${table}/${key}/history/${id}/put-back`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const page = await putBackPage(ctx, admin, { key, id, columns })
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, href: adminPath(ctx, admin) },
        { label: historyWords.history, href: page.cancelHref },
        { label: words.putBack },
      ],
      body: <UndoRoute page={page} action={putBack.bind(null, { table, key, id, columns })} />,
    }
  })
}
