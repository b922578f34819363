import { formLookup, lookupPage, siblingsOf, typedValuesOf } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/** The rows that a relation's input offers: `?column=category_id&q=chairs`, in a form with `&row=7&value.status=draft`. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const found = await formLookup(ctx, findAdmin(ctx, table), {
      column: query.get('column') ?? '',
      search: query.get('q') ?? '',
      value: query.get('value') ?? undefined,
      key: query.get('key') ?? undefined,
      page: lookupPage(query.get('page')),
      siblings: siblingsOf(query),
      row: query.get('row'),
      inline: query.get('inline'),
      parent: query.get('parent'),
      typed: typedValuesOf(query),
      filter: query.has('filter'),
    })
    return Response.json(found, { headers: { 'Cache-Control': 'no-store' } })
  })
}
