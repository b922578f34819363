import { changePage } from '@/admin/server'
import { RecordScreen } from '@/components/admin/record/record-screen'
import { runRecordAction, saveRecord } from '../../actions/record'
import { findAdmin } from '../../find-admin'
import { readFlash } from '../../flash'
import { pageTitle, parametersOf, wordOf, type SearchParams, urlPart } from '../../parameters'
import { adminScreen } from '../../screen'
import { allTables, basePath } from '../../base-path'

interface Props {
  params: Promise<{ table: string; key: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  const { table, key } = await params
  return { title: pageTitle(table, key) }
}

export default async function RecordRoute({ params, searchParams }: Props) {
  const { table, key: encoded } = await params
  // The router leaves the commas of a key as %2C.
  const key = urlPart(encoded)
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/${table}/${key}`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const page = await changePage(ctx, admin, { key, list: wordOf(parameters, 'list') ?? '', parameters })
    return {
      breadcrumbs: [allTables, { label: admin.plural, href: page.listHref }, { label: page.title }],
      body: (
        <RecordScreen
          page={page}
          flash={await readFlash()}
          action={saveRecord.bind(null, { table, key })}
          rows={{ save: saveRecord, run: runRecordAction }}
          runAction={runRecordAction.bind(null, { table, key })}
        />
      ),
    }
  })
}
