import { peekPage } from '@/admin/server'
import { answer } from '../../../../../answer'
import { findAdmin } from '../../../../../find-admin'
import { urlPart } from '../../../../../parameters'

interface Props {
  params: Promise<{ table: string; key: string }>
}

/** A summary of a record, for the card that a link to it shows. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { table, key } = await params
  return answer(async (ctx) => {
    const card = await peekPage(ctx, findAdmin(ctx, table), { key: urlPart(key) })
    return Response.json(card, { headers: { 'Cache-Control': 'no-store' } })
  })
}
