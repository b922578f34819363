import { adminPath, historyPage, withQuery } from '@/admin/server'
import { HistoryScreen } from '@/components/admin/history/history-screen'
import { findAdmin } from '../../../find-admin'
import { pageTitle, parametersOf, wordOf, type SearchParams, urlPart } from '../../../parameters'
import { adminScreen } from '../../../screen'
import { allTables, basePath } from '../../../base-path'
import * as words from '@/components/words/routes'

interface Props {
  params: Promise<{ table: string; key: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  const { table, key } = await params
  return { title: words.historyTitle(pageTitle(table, key)) }
}

export default async function HistoryRoute({ params, searchParams }: Props) {
  const { table, key: encoded } = await params
  const key = urlPart(encoded)
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/${table}/${key}/history`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const found = await historyPage(ctx, admin, {
      key,
      before: wordOf(parameters, 'before'),
      column: wordOf(parameters, 'column') ?? '',
      user: (wordOf(parameters, 'user') ?? '').trim(),
    })
    const list = wordOf(parameters, 'list') ?? ''
    const carried = list === '' ? '' : `list=${encodeURIComponent(list)}`
    const page = { ...found, recordHref: found.recordHref === null ? null : withQuery(found.recordHref, carried) }
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, href: withQuery(adminPath(ctx, admin), list) },
        { label: page.title, ...(page.recordHref === null ? {} : { href: page.recordHref }) },
        { label: words.history },
      ],
      body: <HistoryScreen page={page} />,
    }
  })
}
