import { adminPath, pastRowPage } from '@/admin/server'
import { PastRowScreen } from '@/components/admin/history/past-row-screen'
import * as words from '@/components/words/routes'
import { allTables, basePath } from '../../../../base-path'
import { findAdmin } from '../../../../find-admin'
import { pageTitle, urlPart } from '../../../../parameters'
import { adminScreen } from '../../../../screen'

interface Props {
  params: Promise<{ table: string; key: string; entry: string }>
}

export async function generateMetadata({ params }: Props) {
  const { table, key } = await params
  return { title: words.pastRowTitle(pageTitle(table, key)) }
}

export default async function PastRowRoute({ params }: Props) {
  const { table, key: encoded, entry } = await params
  const key = urlPart(encoded)
  return adminScreen({ path: `${basePath}/${table}/${key}/history/${entry}` }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const page = await pastRowPage(ctx, admin, { key, id: entry })
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, href: adminPath(ctx, admin) },
        { label: words.history, href: page.historyHref },
        { label: words.pastRow },
      ],
      body: <PastRowScreen page={page} />,
    }
  })
}
