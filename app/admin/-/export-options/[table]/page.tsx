import { adminPath, exportPage } from '@/admin/server'
import { ExportScreen } from '@/components/admin/export/export-screen'
import * as words from '@/components/words/export'
import { allTables, basePath } from '../../../base-path'
import { findAdmin } from '../../../find-admin'
import { pageTitle, parametersOf, wordOf, type SearchParams } from '../../../parameters'
import { adminScreen } from '../../../screen'

interface Props {
  params: Promise<{ table: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  const { table } = await params
  return { title: pageTitle(table, words.title) }
}

export default async function ExportRoute({ params, searchParams }: Props) {
  const { table } = await params
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/export-options/${table}`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    return {
      breadcrumbs: [allTables, { label: admin.plural, href: adminPath(ctx, admin) }, { label: words.title }],
      body: <ExportScreen page={await exportPage(ctx, admin, wordOf(parameters, 'list') ?? '')} />,
    }
  })
}
