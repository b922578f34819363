import { formConditions, typedValuesOf } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/** The fields that are not part of a form, or cannot be changed, with these values: `?row=7&value.status=draft`. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const found = await formConditions(ctx, findAdmin(ctx, table), {
      row: query.get('row'),
      typed: typedValuesOf(query),
    })
    return Response.json(found, { headers: { 'Cache-Control': 'no-store' } })
  })
}
