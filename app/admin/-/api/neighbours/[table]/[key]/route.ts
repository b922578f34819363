import { neighbourBlocks } from '@/admin/server'
import { answer } from '../../../../../answer'
import { findAdmin } from '../../../../../find-admin'
import { urlPart } from '../../../../../parameters'

interface Props {
  params: Promise<{ table: string; key: string }>
}

/**
 * The rows related to a record, and its last changes. `?way=orders`, which may be repeated, limits the result to some
 * ways in.
 */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table, key } = await params
  const query = new URL(request.url).searchParams
  return answer(async (ctx) => {
    const ways = query.getAll('way')
    const found = await neighbourBlocks(ctx, findAdmin(ctx, table), {
      key: urlPart(key),
      ways: ways.length > 0 ? ways : null,
    })
    return Response.json(found, { headers: { 'Cache-Control': 'no-store' } })
  })
}
