import { searchPage } from '@/admin/server'
import { answer } from '../../../answer'

/** What the palette shows for a text: `?q=ada`. Without one, what was used last. */
export async function GET(request: Request): Promise<Response> {
  const text = new URL(request.url).searchParams.get('q') ?? ''
  return answer(async (ctx) => Response.json(await searchPage(ctx, text), { headers: { 'Cache-Control': 'no-store' } }))
}
