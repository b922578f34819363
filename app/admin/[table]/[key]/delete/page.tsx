import { adminPath, deletePage, withQuery } from '@/admin/server'
import { DeleteRoute } from '@/components/admin/delete/delete-route'
import { deleteRecord } from '../../../actions/record'
import { findAdmin } from '../../../find-admin'
import { pageTitle, parametersOf, wordOf, type SearchParams } from '../../../parameters'
import { adminScreen } from '../../../screen'

interface Props {
  params: Promise<{ table: string; key: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  const { table, key } = await params
  return { title: `Delete · ${pageTitle(table, key)}` }
}

export default async function DeletePageRoute({ params, searchParams }: Props) {
  const { table, key: encoded } = await params
  const key = decodeURIComponent(encoded)
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `/admin/${table}/${key}/delete`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const list = wordOf(parameters, 'list') ?? ''
    const record = withQuery(`${adminPath(admin)}/${key}`, list === '' ? '' : `list=${encodeURIComponent(list)}`)
    return {
      breadcrumbs: [
        { label: 'All tables', href: '/admin' },
        { label: admin.plural, href: withQuery(adminPath(admin), list) },
        { label: 'Delete' },
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
