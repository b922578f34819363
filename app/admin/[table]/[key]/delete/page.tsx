import { adminPath, deletePage, withQuery } from '@/admin/server'
import { DeleteRoute } from '@/components/admin/delete/delete-route'
import { deleteRecord } from '../../../actions/record'
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
  return { title: words.deleteTitle(pageTitle(table, key)) }
}

export default async function DeletePageRoute({ params, searchParams }: Props) {
  const { table, key: encoded } = await params
  const key = urlPart(encoded)
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/${table}/${key}/delete`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const list = wordOf(parameters, 'list') ?? ''
    const record = withQuery(`${adminPath(ctx, admin)}/${key}`, list === '' ? '' : `list=${encodeURIComponent(list)}`)
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, href: withQuery(adminPath(ctx, admin), list) },
        { label: words.deleteRecord },
      ],
      body: (
        <DeleteRoute
          page={await deletePage(ctx, admin, { kind: 'keys', keys: [key] })}
          action={deleteRecord.bind(null, { table, key })}
          cancelHref={record}
          list={list}
        />
      ),
    }
  })
}
