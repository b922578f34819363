import type { Metadata } from 'next'
import { searchPage } from '@/admin/server'
import { SearchScreen } from '@/components/admin/search/search-screen'
import * as words from '@/components/words/search'
import { allTables, basePath } from '../../base-path'
import { parametersOf, wordOf, type SearchParams } from '../../parameters'
import { adminScreen } from '../../screen'

export const metadata: Metadata = { title: words.title }

/** The same search as that of the palette, as a page. */
export default async function SearchRoute({ searchParams }: { searchParams: SearchParams }) {
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/-/search`, parameters }, async (ctx) => ({
    breadcrumbs: [allTables, { label: words.title }],
    body: <SearchScreen page={await searchPage(ctx, wordOf(parameters, 'q') ?? '')} action={`${basePath}/-/search`} />,
  }))
}
