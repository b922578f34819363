import type { Admin, Site } from '../site/site'
import { childOf, otherWays, waysOfEntry, type DeclaredNeighbour } from '../site/declared-ways'
import { incomingWays } from '../site/ways-in'
import { nearest, unknownNames, type Named } from './names'
import type { Problem } from './problem'

const mostRows = 50

/** Entries of `record.neighbours` that do not exist or cannot be used. */
export function wrongNeighbours(site: Site, admin: Admin): Problem[] {
  const declared = admin.options.record?.neighbours
  if (!Array.isArray(declared)) return []
  // Every declaration erases the types of its tables.
  const entries = declared as readonly DeclaredNeighbour[]
  return [
    ...entries.flatMap((entry, index) => [
      ...notFound(site, admin, { entry, index }),
      ...(typeof entry === 'string' ? [] : wrongOptions(site, admin, { entry, index })),
    ]),
    ...namedTwice(site, admin, entries),
  ]
}

interface Entry<Declared = DeclaredNeighbour> {
  entry: Declared
  index: number
}

const optionAt = (index: number) => `record.neighbours[${index}]`

function notFound(site: Site, admin: Admin, { entry, index }: Entry): Problem[] {
  if (entry === otherWays || waysOfEntry(site, admin, entry).length > 0) return []
  const names = incomingWays(site, admin.table).map(({ name }) => name)
  const child = typeof entry === 'string' ? undefined : childOf(site, entry)
  const near = typeof entry === 'string' ? nearest(entry, names) : undefined
  const what =
    typeof entry === 'string'
      ? `'${entry}' does not refer to '${admin.path}'.`
      : child === undefined
        ? "the table in 'of' is not exported by the schema."
        : `no ${entry.via === undefined ? 'key' : `relation '${entry.via}'`} of '${child.path}' refers to '${admin.path}'.`
  const known = names.length > 0 ? `What refers to it: ${names.join(', ')}.` : 'Nothing refers to this table.'
  return [
    {
      id: 'brolly.E030',
      level: 'error',
      where: `${admin.path}: ${optionAt(index)}`,
      message: what,
      hint: near ? `Did you mean '${near}'?` : child ? `${known} Name the columns with 'on'.` : known,
    },
  ]
}

function wrongOptions(
  site: Site,
  admin: Admin,
  { entry, index }: Entry<Exclude<DeclaredNeighbour, string>>,
): Problem[] {
  const child = childOf(site, entry)
  const { columns = [], on = {}, limit } = entry
  const option = optionAt(index)
  // Columns of the other table, named in this table's declaration.
  const unknownHere = (named: Named) =>
    child
      ? unknownNames(site, child, named).map((problem) => ({
          ...problem,
          where: `${admin.path}${problem.where.slice(child.path.length)}`,
        }))
      : []
  const fits = limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= mostRows)
  return [
    ...unknownHere({ option: `${option}.columns`, names: columns, paths: true }),
    ...unknownHere({ option: `${option}.on`, names: Object.keys(on) }),
    ...unknownNames(site, admin, { option: `${option}.on`, names: Object.values(on).map(String) }),
    ...(fits
      ? []
      : [
          {
            id: 'brolly.E014',
            level: 'error',
            where: `${admin.path}: ${option}.limit`,
            message: `is ${String(limit)}.`,
            hint: `Use a whole number from 1 to ${mostRows}.`,
          } as const,
        ]),
  ]
}

function namedTwice(site: Site, admin: Admin, entries: readonly DeclaredNeighbour[]): Problem[] {
  const seen = new Set<string>()
  return entries.flatMap((entry, index): Problem[] => {
    const names = entry === otherWays ? [otherWays] : waysOfEntry(site, admin, entry).map(({ name }) => name)
    const again = names.filter((name) => seen.has(name))
    for (const name of names) seen.add(name)
    return again.map((name) => ({
      id: 'brolly.E011',
      level: 'error',
      where: `${admin.path}: ${optionAt(index)}`,
      message: `'${name}' is listed twice.`,
      hint: 'Remove one of them.',
    }))
  })
}
