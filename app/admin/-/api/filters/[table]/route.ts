import { facetPage, filtersBeyond, lineSuggestions } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/**
 * What the filter panel of a list asks for: the columns of related rows (`?step=customer`), how a filter line can go on
 * (`?line=total+>`), or the counts of a column's values (`?facet=status&list=…`).
 */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const admin = findAdmin(ctx, table)
    const [step, facet] = [query.get('step'), query.get('facet')]
    const found =
      step !== null
        ? await filtersBeyond(ctx, admin, step)
        : facet !== null
          ? await facetPage(ctx, admin, { name: facet, parameters: [...new URLSearchParams(query.get('list') ?? '')] })
          : await lineSuggestions(ctx, admin, query.get('line') ?? '')
    return Response.json(found, { headers: { 'Cache-Control': 'no-store' } })
  })
}
