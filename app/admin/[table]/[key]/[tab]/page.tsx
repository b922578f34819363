import type { ComponentType } from 'react'
import { adminPath, labelOf, tabPage, withQuery } from '@/admin/server'
import { TabScreen } from '@/components/admin/record/tab-screen'
import { findAdmin } from '../../../find-admin'
import { pageTitle, parametersOf, wordOf, type SearchParams, urlPart } from '../../../parameters'
import { adminScreen } from '../../../screen'
import { allTables, basePath } from '../../../base-path'
import * as words from '@/components/words/routes'

interface Props {
  params: Promise<{ table: string; key: string; tab: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props) {
  const { table, key, tab } = await params
  return { title: words.tabTitle(labelOf(tab), pageTitle(table, key)) }
}

/** A declared page of a record. */
export default async function TabRoute({ params, searchParams }: Props) {
  const { table, key: encoded, tab: name } = await params
  const key = urlPart(encoded)
  const parameters = await parametersOf(searchParams)
  return adminScreen({ path: `${basePath}/${table}/${key}/${name}`, parameters }, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const list = wordOf(parameters, 'list') ?? ''
    const { page, load, props } = await tabPage(ctx, admin, { key, name, list })
    const { default: component } = await load()
    // The engine knows no components. `RecordTabProps` is what the declaration promises to its own.
    const Tab = component as ComponentType<typeof props>
    return {
      breadcrumbs: [
        allTables,
        { label: admin.plural, href: withQuery(adminPath(ctx, admin), list) },
        { label: page.title, href: page.recordHref },
        { label: page.label },
      ],
      body: (
        <TabScreen page={page}>
          <Tab {...props} />
        </TabScreen>
      ),
    }
  })
}
