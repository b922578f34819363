import { changePage } from '@/admin/server'
import { answer } from '../../../../../answer'
import { findAdmin } from '../../../../../find-admin'
import { urlPart } from '../../../../../parameters'

interface Props {
  params: Promise<{ table: string; key: string }>
}

/** The form of a row, or its values for a user who may not change it, for a dialog. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { table, key } = await params
  return answer(async (ctx) => {
    const page = await changePage(ctx, findAdmin(ctx, table), { key: urlPart(key), list: '' })
    return Response.json(page, { headers: { 'Cache-Control': 'no-store' } })
  })
}
