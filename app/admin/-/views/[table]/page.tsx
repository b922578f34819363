import { adminPath, viewsPage } from '@/admin/server'
import { Flash } from '@/components/admin/shell/flash'
import { ViewsScreen } from '@/components/admin/views/views-screen'
import * as words from '@/components/words/views'
import { changeListView, changeListViews, saveListView } from '../../../actions/views'
import { allTables, basePath } from '../../../base-path'
import { findAdmin } from '../../../find-admin'
import { readFlash } from '../../../flash'
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

export default async function ViewsRoute({ params, searchParams }: Props) {
  const { table } = await params
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/views/${table}`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const query = wordOf(parameters, 'list') ?? ''
    const edit = wordOf(parameters, 'edit') ?? ''
    return {
      breadcrumbs: [allTables, { label: admin.plural, href: adminPath(ctx, admin) }, { label: words.title }],
      body: (
        <>
          <Flash message={await readFlash()} />
          <ViewsScreen
            page={await viewsPage(ctx, admin, { query, edit })}
            saveAction={saveListView.bind(null, table)}
            changeAction={changeListView.bind(null, { table, key: edit })}
            rowAction={changeListViews.bind(null, table)}
          />
        </>
      ),
    }
  })
}
