import { adminPath, trashPage } from '@/admin/server'
import { TrashScreen } from '@/components/admin/trash/trash-screen'
import * as words from '@/components/words/trash'
import { allTables, basePath } from '../../../base-path'
import { findAdmin } from '../../../find-admin'
import { pageTitle, parametersOf, type SearchParams } from '../../../parameters'
import { adminScreen } from '../../../screen'

interface Props {
  params: Promise<{ table: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  const { table } = await params
  return { title: pageTitle(table, words.trash) }
}

export default async function TrashRoute({ params, searchParams }: Props) {
  const { table } = await params
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/trash/${table}`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    return {
      breadcrumbs: [allTables, { label: admin.plural, href: adminPath(ctx, admin) }, { label: words.trash }],
      body: <TrashScreen page={await trashPage(ctx, admin, parameters)} />,
    }
  })
}
