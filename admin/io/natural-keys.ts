import type { DataLink } from './data-format'
import type { StoredForeignKey, StoredTable } from '../postgres/data-catalogue'

/** How a table is written with natural keys. */
export interface NaturalForm {
  /** The unique columns that replace its key, which the target database generates anew; null if it keeps its key. */
  readonly key: readonly string[] | null
  /** The foreign keys that are written as the other row's natural key. */
  readonly links: readonly { foreignKey: StoredForeignKey; link: DataLink }[]
}

/**
 * Determines which tables are written without their surrogate keys. A table is if its key is a single column that the
 * database generates, if it has other unique columns that are never NULL and not links, and if every foreign key to it
 * can be written with them. A foreign key within a cycle must be nullable, because it is set when all rows are loaded,
 * and its own table must be able to identify its rows.
 *
 * @param options.all Every table of the database, including those that refer to a written table but are not written.
 * @param options.keep Tables with references that the database does not know.
 */
export function naturalForms(
  tables: readonly StoredTable[],
  { all, keep }: { all: readonly StoredTable[]; keep: ReadonlySet<StoredTable> },
): Map<StoredTable, NaturalForm> {
  const keys = new Map<number, readonly string[]>()
  for (const table of tables) {
    const natural = naturalKey(table)
    if (natural && !keep.has(table) && isReachable(table, { tables, all })) keys.set(table.id, natural)
  }
  const targets = new Map(tables.map((table) => [table.id, table]))
  return new Map(
    tables.map((table) => {
      const links = table.foreignKeys.flatMap((foreignKey) => {
        const by = keys.get(foreignKey.target)
        const target = targets.get(foreignKey.target)
        if (!by || !target || foreignKey.targetColumns[0] !== target.key[0]) return []
        const { columns } = foreignKey
        return [{ foreignKey, link: { columns: [...columns], to: nameOf(target), by: [...by] } }]
      })
      return [table, { key: keys.get(table.id) ?? null, links }]
    }),
  )
}

/** The shortest unique columns that identify rows without the key. */
function naturalKey(table: StoredTable): readonly string[] | undefined {
  const [key, ...more] = table.key
  const column = table.columns.find(({ name }) => name === key)
  if (!column || more.length > 0 || !column.hasDefault) return undefined
  const linked = new Set(table.foreignKeys.flatMap(({ columns }) => columns))
  const isPlain = (name: string) => {
    const found = table.columns.find((column) => column.name === name)
    return found?.notNull === true && !found.generated && !found.hasDefault && !linked.has(name)
  }
  if (linked.has(column.name)) return undefined
  return table.uniques.find((columns) => columns.length > 0 && columns.every(isPlain))
}

function isReachable(
  table: StoredTable,
  { tables, all }: { tables: readonly StoredTable[]; all: readonly StoredTable[] },
): boolean {
  return all.every((from) =>
    from.foreignKeys.every(({ target, columns, targetColumns }) => {
      if (target !== table.id) return true
      // A table that is not written refers to existing numbers, which must not change.
      if (!tables.includes(from)) return false
      if (columns.length !== 1 || targetColumns[0] !== table.key[0]) return false
      return !inCircle(from, table, tables) || isSetLater(from, columns)
    }),
  )
}

/** Whether a link can be set after its row is loaded, because the row's own key is in the file. */
function isSetLater(from: StoredTable, columns: readonly string[]): boolean {
  const linked = from.foreignKeys.flatMap((foreignKey) => foreignKey.columns)
  const isOptional = from.columns.some(({ name, notNull }) => columns.includes(name) && !notNull)
  return isOptional && from.key.length > 0 && !from.key.some((part) => linked.includes(part))
}

/** Whether the target depends on the table in turn. */
export function inCircle(from: StoredTable, target: StoredTable, tables: readonly StoredTable[]): boolean {
  const seen = new Set<number>()
  const reaches = (table: StoredTable): boolean => {
    if (table === from) return true
    if (seen.has(table.id)) return false
    seen.add(table.id)
    return table.foreignKeys.some((key) => tables.some((next) => next.id === key.target && reaches(next)))
  }
  return reaches(target)
}

export function nameOf({ schema, table }: StoredTable): { schema?: string; table: string } {
  return schema === 'public' ? { table } : { schema, table }
}
