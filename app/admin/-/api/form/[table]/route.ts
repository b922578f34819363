import { addPage } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

interface Props {
  params: Promise<{ table: string }>
}

/** The form of a row to add, for a dialog. The query string has initial values, as that of the page. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table } = await params
  const prefill = [...new URL(request.url).searchParams]
  return answer(async (ctx) => {
    const page = await addPage(ctx, findAdmin(ctx, table), { list: '', prefill })
    return Response.json(page, { headers: { 'Cache-Control': 'no-store' } })
  })
}
