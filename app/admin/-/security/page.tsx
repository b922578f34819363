import type { Metadata } from 'next'
import { securityPage } from '@/admin/server'
import { SecurityScreen } from '@/components/admin/security/security-screen'
import * as words from '@/components/words/security'
import { allTables, basePath } from '../../base-path'
import { parametersOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

export default async function SecurityRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/security`, parameters }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.title }],
    body: <SecurityScreen page={await securityPage(ctx, parameters)} />,
  }))
}
