import { type Selection, totalsPage } from '@/admin/server'
import { answer } from '../../../../answer'
import { findAdmin } from '../../../../find-admin'

interface Props {
  params: Promise<{ table: string }>
}

/** The totals of a list, whose query string this is. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { table } = await params
  const parameters = [...new URL(request.url).searchParams]
  return answer(async (ctx) => json(await totalsPage(ctx, findAdmin(ctx, table), { parameters })))
}

/** The totals of selected rows: a POST, because their keys would not fit into a URL. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const { table } = await params
  return answer(async (ctx) => {
    const form = await request.formData()
    const all = (name: string) => form.getAll(name).filter((value) => typeof value === 'string')
    const parameters = [...new URLSearchParams(all('~list')[0] ?? '')]
    const selection: Selection =
      all('~all').length > 0 ? { kind: 'all', parameters, except: all('~except') } : { kind: 'keys', keys: all('key') }
    return json(await totalsPage(ctx, findAdmin(ctx, table), { parameters, selection }))
  })
}

const json = (found: object) => Response.json(found, { headers: { 'Cache-Control': 'no-store' } })
