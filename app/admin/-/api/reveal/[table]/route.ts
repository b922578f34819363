import { AdminError, revealValue } from '@/admin/server'
import * as words from '@/components/words/plan'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

/** The value of a personal column, as plain text: `?key=12&column=email`. A POST, because it is written to the audit log. */
export async function POST(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const wanted = { key: query.get('key') ?? '', column: query.get('column') ?? '' }
    return new Response(await revealValue(ctx, findAdmin(ctx, table), wanted), {
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    })
  })
}

/** There is nothing to read here. */
export async function GET(): Promise<Response> {
  return answer(async () => {
    throw new AdminError('NOT_FOUND', words.nothingToRead)
  })
}
