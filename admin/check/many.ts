import { declaredMany, isDeclaredFor, manyOf } from '../site/many'
import type { Admin, Site } from '../site/site'
import { incomingWays } from '../site/ways-in'
import type { Problem } from './problem'

/** Names in `many` that are a column's, and tables that do not join this one with another. */
export function wrongMany(site: Site, admin: Admin): Problem[] {
  const columns = new Set(admin.table.columns.flatMap(({ key, name }) => [key, name]))
  return declaredMany(admin).flatMap((declared): Problem[] => {
    const wrong = (message: string, hint: string): Problem => ({
      id: 'brolly.E033',
      level: 'error',
      where: `${admin.path}: many.${declared.name}`,
      message,
      hint,
    })
    if (columns.has(declared.name)) return [wrong('has the name of a column.', 'Choose a different name.')]
    const table = site.schema.bySource(declared.options.through)
    if (!table) return [wrong('names a table that the schema does not export.', 'Export it from db/schema.ts.')]
    const ways = incomingWays(site, admin.table).filter((way) => isDeclaredFor(site, declared, way))
    const found = manyOf(site, admin).filter(({ way }) => ways.includes(way))
    if (found.length === 1) return []
    if (found.length > 1)
      return [
        wrong(
          `'${table.path}' refers to '${admin.path}' in several ways.`,
          `Set 'via' to one of: ${ways.map(({ link }) => link.name).join(', ')}.`,
        ),
      ]
    return [
      wrong(
        `'${table.path}' does not join '${admin.path}' with another table.`,
        'A join table has two foreign keys that are unique together, and defaults for all other columns.',
      ),
    ]
  })
}
