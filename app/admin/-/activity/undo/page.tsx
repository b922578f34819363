import type { Metadata } from 'next'
import { undoActivityPage } from '@/admin/server'
import { UndoRoute } from '@/components/admin/undo/undo-route'
import * as activityWords from '@/components/words/activity'
import * as words from '@/components/words/undo'
import { undoActivity } from '../../../actions/undo'
import { allTables, basePath } from '../../../base-path'
import { parametersOf, type SearchParams } from '../../../parameters'
import { adminScreen } from '../../../screen'

export const metadata: Metadata = { title: words.undo }

export default async function UndoActivityRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
  return adminScreen({ path: `${basePath}/-/activity/undo`, parameters }, async (ctx) => ({
    breadcrumbs: [allTables, { label: activityWords.title, href: `${basePath}/-/activity` }, { label: words.undo }],
    body: <UndoRoute page={await undoActivityPage(ctx, parameters)} action={undoActivity.bind(null, query)} />,
  }))
}
