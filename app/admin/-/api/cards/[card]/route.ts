import { homeCard } from '@/admin/server'
import { answer } from '../../../../answer'

/** What a card of the start page shows, by its position in the declaration. */
export async function GET(_: Request, { params }: { params: Promise<{ card: string }> }): Promise<Response> {
  const { card } = await params
  return answer(async (ctx) => {
    const content = await homeCard(ctx, card)
    return Response.json(content, { headers: { 'Cache-Control': 'no-store' } })
  })
}
