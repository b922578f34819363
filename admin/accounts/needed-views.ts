import { viaLink } from '../permissions/rows-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { inlinesOf, nestedInlines, type Inline } from '../write/inlines/inline'
import { manyInForm } from '../write/many/many-in-form'
import { formColumns } from '../write/writable-columns'

/** A permission to view that a form, or a row rule, needs of another table. */
export interface NeededView {
  /** `categories.view` */
  readonly permission: string
  /** The permissions that need it: `products.add`, `products.change`. */
  readonly for: readonly string[]
}

/**
 * The permissions to view that given permissions need, and that are missing: without them, inputs of relations are left out or show
 * keys, inlines are left out, and a table whose rules are those of the row above (`permissions.via`) is closed. Permission to change a
 * table includes viewing it. Permissions to write, such as those of an inline's table, are never among them.
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
    if (!admin) continue
    const fills = ['add', 'change'].includes(permission.slice(dot + 1))
    const tables = fills ? [admin, ...inForm(ctx, admin)] : [admin]
    const paths = new Set(tables.flatMap((table) => [table, ...above(ctx, table)]).map(({ path }) => path))
    for (const path of paths) {
      if (path === admin.path || granted.has(`${path}.view`) || granted.has(`${path}.change`)) continue
      needed.set(`${path}.view`, [...(needed.get(`${path}.view`) ?? []), permission])
    }
  }
  return [...needed].map(([permission, forms]) => ({ permission, for: forms }))
}

/** The tables of whose rows a form shows something, besides its own. */
function inForm(ctx: AdminContext, admin: Admin): Admin[] {
  const columns = formColumns(ctx, admin, null).flatMap((section) => section.columns)
  const many = manyInForm(ctx, admin, null).flatMap(({ way }) => [way.child, way.join.otherAdmin])
  const rows = inlinesOf(ctx, admin, null).flatMap((inline) => [inline, ...nestedInlines(ctx, inline, null)])
  return [...targetsOf(ctx, columns), ...many, ...rows.flatMap((inline) => ofInline(ctx, inline))]
}

const ofInline = (ctx: AdminContext, { admin, columns }: Inline): Admin[] => [admin, ...targetsOf(ctx, columns)]

const targetsOf = ({ site }: AdminContext, columns: readonly ColumnModel[]): Admin[] =>
  columns.flatMap(({ link }) => (link ? (site.byPath(link.target.path) ?? []) : []))

/** The tables whose rules hold for this one, one above the other. */
function above({ site }: AdminContext, admin: Admin): Admin[] {
  const found: Admin[] = []
  for (let link = viaLink(admin); link;) {
    const parent = site.adminOf(link.target)
    if (parent === admin || found.includes(parent)) break
    found.push(parent)
    link = viaLink(parent)
  }
  return found
}
