import 'server-only'
import { after } from 'next/server'
import site from '@/admin.config'
import { brollyMail } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'
import { basePath } from './admin/base-path'

/** The mail of this app: see `docs/accounts.md`. */
export const mail = brollyMail({ db, env, site, basePath })

/** Sends what this request has queued, after its response. */
export function deliverAfterwards(): void {
  after(() => mail.deliver())
}
