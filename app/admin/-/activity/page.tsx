import type { Metadata } from 'next'
import { activityPage } from '@/admin/server'
import { ActivityScreen } from '@/components/admin/activity/activity-screen'
import * as words from '@/components/words/activity'
import { allTables, basePath } from '../../base-path'
import { parametersOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

export default async function ActivityRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/activity`, parameters }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.title }],
    body: <ActivityScreen page={await activityPage(ctx, parameters)} />,
  }))
}
