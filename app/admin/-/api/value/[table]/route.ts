import { pastValue, wholeValue } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/** The complete value, as plain text, if it is too long for the page it belongs to: `?key=12&column=payload`. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const wanted = {
      key: query.get('key') ?? '',
      column: query.get('column') ?? '',
      entry: query.get('entry'),
      side: query.get('side'),
    }
    const read = wanted.entry === null ? wholeValue : pastValue
    return new Response(await read(ctx, findAdmin(ctx, table), wanted), {
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    })
  })
}
