import 'server-only'
import site from '@/admin.config'
import type { VisitContext } from '@/admin/server'
import { db } from '@/db'
import { basePath } from '../admin/base-path'
import { logInOrigin } from '../front-door/request-client'
import { mail } from '../mail'

/** For pages of accounts that are open to everybody. */
export const visit: VisitContext = { db, site, basePath, mail: mail.settings }

/** The same for a form that is posted: with the client, for the limits and the security log. */
export const postingVisit = (): VisitContext => ({ ...visit, ...logInOrigin() })
