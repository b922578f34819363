import { redirect } from 'next/navigation'
import { draftedList, filterForm, isPageName, listOpening, withQuery } from '@/admin/server'
import { ListRoute } from '@/components/admin/list/list-route'
import { fillCells, saveCell } from '../actions/cells'
import { runListAction } from '../actions/list'
import { findAdmin } from '../find-admin'
import { readFlash } from '../flash'
import { listJson } from '../list-json'
import { canonicalList } from '../list-shortcuts'
import { parametersOf, wordOf, type SearchParams } from '../parameters'
import { currentRequest } from '../../response-status'
import { adminScreen } from '../screen'
import { labelOf } from '@/admin/server'
import { allTables, basePath } from '../base-path'

interface Props {
  params: Promise<{ table: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  return { title: labelOf((await params).table) }
}

export default async function ListPageRoute({ params, searchParams }: Props) {
  const { table } = await params
  const sent = await parametersOf(searchParams)
  const run = wordOf(sent, '~run') === null ? null : (wordOf(sent, '~plan') ?? '')
  const parameters = run === null ? sent : sent.filter(([name]) => !isPageName(name))
  const path = `${basePath}/${table}`
  return adminScreen({ path, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const asked = await filterForm(ctx, admin, parameters)
    if (asked && !asked.draft) redirect(withQuery(path, asked.parameters))
    const shortcut = asked ? null : canonicalList(path, parameters)
    if (shortcut !== null) redirect(shortcut)
    const request = asked ?? { parameters, draft: null }
    const opening = listOpening(ctx, admin, request.parameters)
    const [page, { start, side }] = await Promise.all([draftedList(ctx, admin, { ...request, run, opening }), opening])
    // A form that was posted from here is answered here.
    if (sent.length === 0 && start !== '' && currentRequest()?.method !== 'POST') redirect(`${path}?${start}`)
    return {
      breadcrumbs: [allTables, { label: admin.plural }],
      side,
      body: (
        <ListRoute
          json={await listJson(ctx, admin, page)}
          flash={await readFlash()}
          action={runListAction.bind(null, table)}
          cells={{ save: saveCell, fill: fillCells }}
        />
      ),
    }
  })
}
