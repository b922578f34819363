import { AdminError, planLines } from '@/admin/server'
import { PlanPage } from '@/components/admin/queries/plan-page'
import { recordedQuery } from '../../../../query-log'
import { adminScreen } from '../../../../screen'
import { allTables, basePath } from '../../../../base-path'
import * as words from '@/components/words/routes'

interface Props {
  params: Promise<{ request: string; query: string }>
}

export const metadata = { title: words.plan }

export default async function PlanRoute({ params }: Props) {
  const { request, query } = await params
  return adminScreen({ path: `${basePath}/-/plan/${request}/${query}` }, async (ctx) => {
    if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusersSeePlans)
    const found = recordedQuery(request, Number(query))
    if (!found) throw new AdminError('NOT_FOUND', words.queryGone)
    return {
      breadcrumbs: [allTables, { label: words.plan }],
      body: <PlanPage sql={found.sql} plan={await planLines(ctx, found)} />,
    }
  })
}
