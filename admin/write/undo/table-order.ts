import type { ColumnModel } from '../../schema/model'
import type { Admin } from '../../site/site'

/** Tables whose rows can be added one table after the other, or where that is impossible only together. */
export interface TableGroup {
  admins: readonly Admin[]
  /** They refer to each other in a cycle, or one to itself, by columns that need a value. */
  together: boolean
}

/** Tables in an order in which their rows can be added: what others refer to comes first. */
export interface TableOrder {
  groups: readonly TableGroup[]
  /** Columns that refer to rows of the same or of a later table: NULL until all rows exist. */
  late: ReadonlyMap<Admin, readonly ColumnModel[]>
}

export function tableOrder(tables: readonly Admin[]): TableOrder {
  const waiting = new Set(tables)
  const groups: TableGroup[] = []
  const late = new Map<Admin, readonly ColumnModel[]>()
  while (waiting.size > 0) {
    const free = (admin: Admin) => openLinks(admin, waiting).every(({ target }) => target === admin.table)
    const canWait = (admin: Admin) => openLinks(admin, waiting).every(isFree)
    const all = [...waiting]
    const next = all.find((admin) => free(admin) && canWait(admin)) ?? all.find(canWait)
    const group = next ? { admins: [next], together: false } : { admins: tangled(waiting), together: true }
    if (group.together) for (const admin of group.admins) waiting.delete(admin)
    for (const admin of group.admins) {
      const columns = [...new Set(openLinks(admin, waiting).flatMap(freeColumns))]
      if (columns.length > 0) late.set(admin, columns)
      waiting.delete(admin)
    }
    groups.push(group)
  }
  return { groups, late }
}

/** The fewest tables that need each other, and none of the others that wait. */
function tangled(waiting: ReadonlySet<Admin>): Admin[] {
  const needed = (start: Admin): Admin[] => {
    const found = new Set([start])
    // A set that is iterated also gives what is added meanwhile.
    for (const admin of found)
      for (const link of openLinks(admin, waiting).filter((open) => !isFree(open)))
        for (const other of waiting) if (other.table === link.target) found.add(other)
    return [...found]
  }
  return [...waiting].map(needed).reduce((least, found) => (found.length < least.length ? found : least))
}

type AnyLink = Admin['table']['links'][number]

const openLinks = ({ table }: Admin, waiting: ReadonlySet<Admin>): AnyLink[] =>
  table.links.filter(({ target }) => [...waiting].some((admin) => admin.table === target))

const freeColumns = ({ columns }: AnyLink) => columns.filter(({ notNull, primaryKey }) => !notNull && !primaryKey)

const isFree = (link: AnyLink) => freeColumns(link).length > 0
