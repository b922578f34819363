import type { Metadata } from 'next'
import { whyPage } from '@/admin/server'
import { WhyScreen } from '@/components/admin/why/why-screen'
import * as words from '@/components/words/why'
import { allTables, basePath } from '../../base-path'
import { parametersOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

export default async function WhyRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/why`, parameters }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.title }],
    body: <WhyScreen page={await whyPage(ctx, parameters)} />,
  }))
}
