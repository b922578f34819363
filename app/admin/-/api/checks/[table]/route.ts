import { fieldChecks, typedValuesOf } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/** What is wrong with typed values before they are saved, by the name of the field: `?row=7&value.sku=B-1`. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const found = await fieldChecks(ctx, findAdmin(ctx, table), { row: query.get('row'), typed: typedValuesOf(query) })
    return Response.json(found, { headers: { 'Cache-Control': 'no-store' } })
  })
}
