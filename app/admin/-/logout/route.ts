import { logOut } from '@/auth'
import { afterLogOut } from '../../../account-pages/host-pages'
import { logInOrigin } from '../../../front-door/request-client'
import { basePath } from '../../base-path'
import * as words from '@/components/words/refusals'

/** For forms outside the admin's pages. Only a post from this site logs out; an image on another site must not. */
export async function POST(request: Request): Promise<Response> {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return new Response(words.crossSite, { status: 403 })
  await logOut(logInOrigin())
  return new Response(null, { status: 303, headers: { Location: afterLogOut(`${basePath}/-/login`) } })
}
