import { AdminError, planLines } from '@/admin/server'
import { PlanPage } from '@/components/admin/queries/plan-page'
import { recordedQuery } from '../../../../query-log'
import { adminScreen } from '../../../../screen'
import { allTables, basePath } from '../../../../base-path'

interface Props {
  params: Promise<{ request: string; query: string }>
}

export const metadata = { title: 'Plan' }

export default async function PlanRoute({ params }: Props) {
  const { request, query } = await params
  return adminScreen({ path: `${basePath}/-/plan/${request}/${query}` }, async (ctx) => {
    if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', 'Only superusers can see query plans.')
    const found = recordedQuery(request, Number(query))
    if (!found)
      throw new AdminError(
        'NOT_FOUND',
        'This query is no longer available. Reload the page it came from, then open the plan again.',
      )
    return {
      breadcrumbs: [allTables, { label: 'Plan' }],
      body: <PlanPage sql={found.sql} plan={await planLines(ctx, found)} />,
    }
  })
}
