import { stepPage } from '@/admin/server'
import { answer } from '../../../../../answer'
import { findAdmin } from '../../../../../find-admin'
import { setFlash } from '../../../../../flash'
import { urlPart } from '../../../../../parameters'

interface Props {
  params: Promise<{ table: string; key: string }>
}

/** Redirects to the row next to a record in its list: `?to=next&list=status.eq%3Dpaid`. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table, key } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const { href, notice } = await stepPage(ctx, findAdmin(ctx, table), {
      key: urlPart(key),
      list: query.get('list') ?? '',
      step: query.get('to') === 'previous' ? 'previous' : 'next',
    })
    if (notice !== null) await setFlash(notice)
    return new Response(null, { status: 303, headers: { Location: href, 'Cache-Control': 'no-store' } })
  })
}
