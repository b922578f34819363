import type { ColumnModel } from '../schema/model'
import type { Admin, Site } from '../site/site'
import type { Problem } from './problem'

/** The name closest to a misspelled one, at most two edits away. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  return names
    .map((key) => ({ key, distance: distance(name.toLowerCase(), key.toLowerCase()) }))
    .filter((near) => near.distance <= 2)
    .toSorted((a, b) => a.distance - b.distance)[0]?.key
}

/** The Levenshtein distance, computed row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      )
    row = next
  }
  return row.at(-1) ?? 0
}

export interface Named {
  option: string
  /** Null: there is nothing to check at this index. */
  names: readonly (string | null)[]
  /** Paths along relations are allowed: `category.name`. */
  paths?: boolean
  /** Names that are allowed besides columns. */
  also?: readonly string[]
}

/** Names in an option that are not columns of the table. */
export function unknownNames(site: Site, admin: Admin, { option, names, paths = false, also = [] }: Named): Problem[] {
  return names.flatMap((name, index): Problem[] => {
    if (name === null || also.includes(name) || columnNamed(site, admin, { name, paths }) !== undefined) return []
    const near = nearest(
      name,
      admin.table.columns.map((column) => column.key),
    )
    return [
      {
        id: 'brolly.E010',
        level: 'error',
        where: `${admin.path}: ${option}${names.length > 1 ? `[${index}]` : ''}`,
        message: `is '${name}', which is not a column of '${admin.path}'.`,
        hint: near
          ? `Did you mean '${near}'?`
          : `Its columns are ${admin.table.columns.map((column) => column.key).join(', ')}.`,
      },
    ]
  })
}

/** The column that a declaration refers to: by property, by its relation's name, or along a path. */
export function columnNamed(
  site: Site,
  admin: Admin,
  { name, paths }: { name: string; paths: boolean },
): ColumnModel | undefined {
  const { columns, links } = admin.table
  const own = columns.find((column) => column.key === name) ?? columns.find((column) => column.link?.name === name)
  if (own) return own
  const [step, ...rest] = name.split('.')
  const link = links.find((candidate) => candidate.name === step)
  if (!paths || !link || rest.length === 0) return undefined
  return columnNamed(site, site.adminOf(link.target), { name: rest.join('.'), paths: true })
}

/** Names that occur more than once in a list, in any spelling. */
export function repeatedNames(
  admin: Admin,
  option: string,
  names: readonly { name: string; at?: string }[],
): Problem[] {
  return names.flatMap(({ name, at }, index): Problem[] =>
    names.findIndex((other) => other.name === name) === index
      ? []
      : [
          {
            id: 'brolly.E011',
            level: 'error',
            where: `${admin.path}: ${at ?? `${option}[${index}]`}`,
            message: `'${name}' is listed twice.`,
            hint: 'Remove one of them.',
          },
        ],
  )
}
