import { viewCounts } from '@/admin/server'
import { answer } from '../../../answer'
import { findAdmin } from '../../../find-admin'

/** How many rows the views of a table find (`?table=orders`), or those of all tables. */
export async function GET(request: Request): Promise<Response> {
  const table = new URL(request.url).searchParams.get('table')
  return answer(async (ctx) => {
    const counts = await viewCounts(ctx, table === null ? undefined : findAdmin(ctx, table))
    return Response.json(counts, { headers: { 'Cache-Control': 'no-store' } })
  })
}
