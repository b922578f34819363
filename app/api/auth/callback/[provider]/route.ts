import { finishSignOn } from '@/auth'
import { signOnRequest } from '../../../../account-pages/sign-on-request'

/** Where a provider of single sign-on sends the browser back to. */
export async function GET(request: Request, { params }: { params: Promise<{ provider: string }> }): Promise<Response> {
  return finishSignOn((await params).provider, await signOnRequest(request))
}
