import type { ColumnModel } from '../../schema/model'
import type { Admin } from '../../site/site'

/** Tables in an order in which their rows can be added: what others refer to comes first. */
export interface TableOrder {
  tables: readonly Admin[]
  /** Columns that refer to rows of the same or of a later table: NULL until all rows exist. */
  late: ReadonlyMap<Admin, readonly ColumnModel[]>
}

/** Null if there is no such order: tables refer to each other in a cycle, or to themselves, by columns that need a value. */
export function tableOrder(tables: readonly Admin[]): TableOrder | null {
  const waiting = new Set(tables)
  const placed: Admin[] = []
  while (waiting.size > 0) {
    const free = (admin: Admin) => openLinks(admin, waiting).every(({ target }) => target === admin.table)
    const canWait = (admin: Admin) => openLinks(admin, waiting).every(isFree)
    const all = [...waiting]
    const next = all.find((admin) => free(admin) && canWait(admin)) ?? all.find(canWait)
    if (!next) return null
    placed.push(next)
    waiting.delete(next)
  }
  const late = placed.map((admin, index): [Admin, readonly ColumnModel[]] => {
    const open = openLinks(admin, new Set(placed.slice(index)))
    return [admin, [...new Set(open.flatMap(freeColumns))]]
  })
  return { tables: placed, late: new Map(late.filter(([, columns]) => columns.length > 0)) }
}

type AnyLink = Admin['table']['links'][number]

const openLinks = ({ table }: Admin, waiting: ReadonlySet<Admin>): AnyLink[] =>
  table.links.filter(({ target }) => [...waiting].some((admin) => admin.table === target))

const freeColumns = ({ columns }: AnyLink) => columns.filter(({ notNull, primaryKey }) => !notNull && !primaryKey)

const isFree = (link: AnyLink) => freeColumns(link).length > 0
