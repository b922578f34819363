import { AdminError, systemPath, type AdminContext } from '@/admin/server'
import type { MigrationFolder } from '../files/folders'

/** The database that the pages show, and the user's folder of migrations. */
export interface MigrationSource {
  /** The URL of PostgreSQL itself, even if the site connects through a pooler. */
  readonly url: string
  readonly folder: MigrationFolder
}

/** The path of the migrations page and of those below it. */
export const migrationsPath = (mount: Pick<AdminContext, 'basePath'>, below = ''): string =>
  systemPath(mount, `migrations${below}`)

/** @throws {AdminError} `FORBIDDEN` */
export function requireSuperuser(ctx: AdminContext): void {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', 'Only superusers can manage migrations.')
}

/** `12 ms`, `4.8 s`, `3 min 12 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `1 migration`, `2 migrations`. */
export function migrationCount(many: number): string {
  return many === 1 ? '1 migration' : `${many} migrations`
}
