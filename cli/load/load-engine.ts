import { AdminError } from '@/admin/errors'
import type { AdminContext, Database, Site } from '@/admin/server'
import { loadSite } from './load-schema'

/**
 * The site of `admin.config.ts`, for commands that need the declarations.
 *
 * @throws {AdminError} `MISCONFIGURED` if there is none, or its default export was not created by `defineSite`.
 */
export async function requireSite(root: string): Promise<Site> {
  const site = await loadSite(root)
  if (typeof site !== 'object' || site === null || !('admins' in site) || !('byPath' in site))
    throw new AdminError(
      'MISCONFIGURED',
      'admin.config.ts does not export a site. Add: export default defineSite({ title, schema })',
    )
  // Only defineSite creates such an object.
  return site as Site
}

/** A context for commands that call the engine. */
export async function engineContext(root: string, db: Database): Promise<AdminContext> {
  const { operatorContext } = await import('@/admin/server')
  return operatorContext(db, await requireSite(root))
}
