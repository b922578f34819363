import { addPage, labelOf } from '@/admin/server'
import { RecordScreen } from '@/components/admin/record/record-screen'
import { saveRecord } from '../../actions/record'
import { findAdmin } from '../../find-admin'
import { readFlash } from '../../flash'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

interface Props {
  params: Promise<{ table: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  return { title: `Add · ${labelOf((await params).table)}` }
}

export default async function AddRoute({ params, searchParams }: Props) {
  const { table } = await params
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `/admin/${table}/add`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const prefill = parameters.filter(([name]) => name !== 'list')
    const page = await addPage(ctx, admin, { list: wordOf(parameters, 'list') ?? '', prefill })
    return {
      breadcrumbs: [
        { label: 'All tables', href: '/admin' },
        { label: admin.plural, ...(page.can.list ? { href: page.listHref } : {}) },
        { label: 'Add' },
      ],
      body: <RecordScreen page={page} flash={await readFlash()} action={saveRecord.bind(null, { table, key: null })} />,
    }
  })
}
