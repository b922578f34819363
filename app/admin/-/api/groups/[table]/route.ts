import { groupRows } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/** The first rows of a group, whose list has this query string. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).search.slice(1)
  return answer(async (ctx) =>
    Response.json(await groupRows(ctx, findAdmin(ctx, table), query), { headers: { 'Cache-Control': 'no-store' } }),
  )
}
