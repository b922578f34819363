import 'server-only'
import site from '@/admin.config'
import type { VisitContext } from '@/admin/server'
import { db } from '@/db'
import { basePath } from '../admin/base-path'
import { mail } from '../mail'

/** For pages of accounts that are open to everybody. */
export const visit: VisitContext = { db, site, basePath, mail: mail.settings }
