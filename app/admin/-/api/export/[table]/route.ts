import { exportCsv } from '@/admin/server'
import { answerWithTokens } from '../../../../answer'
import { attachment } from '../../../../attachment'
import { findAdmin } from '../../../../find-admin'

/** The list as CSV, or as JSON with `~format=jsonl`, streamed: all rows that the query string selects. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const { table } = await params
  const parameters = [...new URL(request.url).searchParams]
  const isJson = parameters.some(([name, value]) => name === '~format' && value === 'jsonl')
  return answerWithTokens(request, async (ctx) => {
    const admin = findAdmin(ctx, table)
    const lines = exportCsv(ctx, admin, parameters)
    // An error of the database gets a response of its own, instead of a file that breaks off.
    let next: IteratorResult<string> | null = await lines.next()
    const encoder = new TextEncoder()
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = next ?? (await lines.next())
        next = null
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await lines.return(undefined)
      },
    })
    return new Response(stream, {
      headers: {
        'Content-Type': isJson ? 'application/jsonl; charset=utf-8' : 'text/csv; charset=utf-8',
        'Content-Disposition': attachment(admin.table.name, isJson ? 'jsonl' : 'csv'),
        'Cache-Control': 'no-store',
      },
    })
  })
}
