import { migrationRunPage } from '@/migrate/pages/run-page'
import { answer } from '../../../../../answer'

/** The progress of a run, which its page polls. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params
  return answer(async (ctx) => Response.json(migrationRunPage(ctx, id), { headers: { 'Cache-Control': 'no-store' } }))
}
