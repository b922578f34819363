import { startSignOn } from '@/auth'
import { signOnRequest } from '../../../../account-pages/sign-on-request'

/** Sends the browser to a provider of single sign-on. Only by POST, and the front door lets only forms of this site in. */
export async function POST(request: Request, { params }: { params: Promise<{ provider: string }> }): Promise<Response> {
  return startSignOn((await params).provider, await signOnRequest(request))
}
