import 'server-only'
import { AdminError, adminSlug, type Admin, type AdminContext } from '@/admin/server'
import * as words from '@/components/words/routes'

/** The admin for a part of the URL. @throws {AdminError} `NOT_FOUND` */
export function findAdmin(ctx: AdminContext, slug: string): Admin {
  const admin = ctx.site.admins.find((candidate) => adminSlug(candidate) === slug)
  if (!admin) throw new AdminError('NOT_FOUND', words.tableNotFound)
  return admin
}
