import { escapeName } from '../../schema/keys'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import { adminSlug, apiPath, withQuery } from '../../site/paths'
import type { Admin } from '../../site/site'

/** The URL of the file of a row. */
export function fileHref(
  ctx: AdminContext,
  admin: Admin,
  { key, column, entry, side }: { key: string; column: ColumnModel; entry?: string; side?: 'before' | 'after' },
): string {
  const path = apiPath(ctx, `files/${adminSlug(admin)}/${key}/${escapeName(column.name)}`)
  return entry === undefined ? path : withQuery(path, `entry=${entry}&side=${side ?? 'after'}`)
}
