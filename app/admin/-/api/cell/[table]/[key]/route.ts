import { cellPage } from '@/admin/server'
import { answer } from '../../../../../answer'
import { findAdmin } from '../../../../../find-admin'
import { urlPart } from '../../../../../parameters'

interface Props {
  params: Promise<{ table: string; key: string }>
}

/** The input of one cell of a list, when it is opened. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table, key } = await params
  const column = new URL(request.url).searchParams.get('column') ?? ''
  return answer(async (ctx) => {
    const page = await cellPage(ctx, findAdmin(ctx, table), { key: urlPart(key), column })
    return Response.json(page, { headers: { 'Cache-Control': 'no-store' } })
  })
}
