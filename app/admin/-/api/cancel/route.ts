import { AdminError, cancelPlan } from '@/admin/server'
import * as words from '@/components/words/plan'
import { answer } from '../../../answer'

/** Stops what a form with this `~plan` has started: the body is that text. */
export async function POST(request: Request): Promise<Response> {
  const token = (await request.text()).slice(0, 100)
  return answer(async (ctx) => Response.json({ cancelled: await cancelPlan(ctx, token) }))
}

/** There is nothing to read here. */
export async function GET(): Promise<Response> {
  return answer(async () => {
    throw new AdminError('NOT_FOUND', words.nothingToRead)
  })
}
