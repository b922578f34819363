import type { AdminContext } from '../site/context'
import { formColumns } from '../write/writable-columns'

/** A permission to view that a form needs, to offer rows of another table. */
export interface NeededView {
  /** `categories.view` */
  readonly permission: string
  /** The permissions whose forms need it: `products.add`, `products.change`. */
  readonly for: readonly string[]
}

/**
 * The permissions to view that the forms of given permissions need, and that are missing: without them, the inputs of relations
 * are left out or show keys. Permission to change a table includes viewing it.
 *
 * @param given Permissions that are newly granted.
 * @param has All permissions that there would be.
 */
export function neededViews(
  ctx: AdminContext,
  { given, has }: { given: readonly string[]; has: readonly string[] },
): NeededView[] {
  const granted = new Set(has)
  const needed = new Map<string, string[]>()
  for (const permission of given) {
    const dot = permission.lastIndexOf('.')
    const admin = ctx.site.byPath(permission.slice(0, dot))
    if (!admin || !['add', 'change'].includes(permission.slice(dot + 1))) continue
    const columns = formColumns(ctx, admin, null).flatMap((section) => section.columns)
    const targets = columns.flatMap(({ link }) => (link && ctx.site.byPath(link.target.path) ? [link.target.path] : []))
    for (const path of new Set(targets)) {
      if (granted.has(`${path}.view`) || granted.has(`${path}.change`)) continue
      needed.set(`${path}.view`, [...(needed.get(`${path}.view`) ?? []), permission])
    }
  }
  return [...needed].map(([permission, forms]) => ({ permission, for: forms }))
}
