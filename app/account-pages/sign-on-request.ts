import 'server-only'
import type { SignOnRequest } from '@/admin/server'
import { siteHome } from '../admin/base-path'
import { currentUser } from '../current-user'
import { logInOrigin } from '../front-door/request-client'
import { visit } from './visit'

/** A request of single sign-on, for `auth.ts`. */
export const signOnRequest = async (request: Request): Promise<SignOnRequest> => ({
  request,
  visit: { ...visit, ...logInOrigin() },
  actor: await currentUser(),
  siteHome,
})
