import { redirect } from 'next/navigation'
import { addPage, labelOf, ownAddPage } from '@/admin/server'
import { RecordScreen } from '@/components/admin/record/record-screen'
import { runRecordAction, saveRecord } from '../../actions/record'
import { findAdmin } from '../../find-admin'
import { readFlash } from '../../flash'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'
import { allTables, basePath } from '../../base-path'
import * as words from '@/components/words/routes'

interface Props {
  params: Promise<{ table: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  return { title: words.addTitle(labelOf((await params).table)) }
}

export default async function AddRoute({ params, searchParams }: Props) {
  const { table } = await params
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/${table}/add`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const own = ownAddPage(ctx, admin)
    if (own !== null) redirect(own)
    const prefill = parameters.filter(([name]) => name !== 'list' && name !== '~back' && name !== '~copy')
    const page = await addPage(ctx, admin, {
      list: wordOf(parameters, 'list') ?? '',
      prefill,
      back: wordOf(parameters, '~back'),
      copy: wordOf(parameters, '~copy'),
    })
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, ...(page.can.list ? { href: page.listHref } : {}) },
        { label: words.add },
      ],
      body: (
        <RecordScreen
          page={page}
          flash={await readFlash()}
          action={saveRecord.bind(null, { table, key: null })}
          rows={{ save: saveRecord, run: runRecordAction }}
        />
      ),
    }
  })
}
