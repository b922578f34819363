import type { Dependencies, Dependent, Reference } from './dependencies'
import type { Snapshot } from '../files/snapshot'
import { isRegenerated, rebuiltEnums, removedColumns, touchedColumns } from './touched'

/** What must be dropped before columns are rewritten or dropped, and created again afterwards. */
export interface Affected {
  /** Columns that are rewritten, including generated columns that are recreated, by the key of their table. */
  columns(tableKey: string): ReadonlySet<string>
  /** Generated columns that exist before and after but are dropped in between. */
  remade(tableKey: string): ReadonlySet<string>
  has(dependent: Dependent): boolean
  /** Views that depend on dropped views. */
  readonly views: ReadonlySet<string>
}

/** Whether a change rewrites or drops any columns. If not, nothing else is affected. */
export function hasChangedColumns(present: Snapshot, to: Snapshot): boolean {
  return changedReferences(present, to).length > 0
}

/** Finds what depends on the columns and types that a change touches, directly or indirectly. */
export function findAffected(present: Snapshot, to: Snapshot, dependencies: Dependencies): Affected {
  const found = new Map<string, Dependent>()
  const remade = new Map<string, Set<string>>()
  const take = (references: readonly Reference[]) => {
    for (const dependent of references.flatMap(dependencies)) {
      if (found.has(idOf(dependent))) continue
      found.set(idOf(dependent), dependent)
      const { kind, relation, name } = dependent
      if (kind === 'view') take([{ relation, column: undefined }])
      if (kind !== 'generated') continue
      if (to.tables[relation]?.columns[name]) noteIn(remade, relation, name)
      take([{ relation, column: name }])
    }
  }
  take(changedReferences(present, to))
  for (const [key, table] of Object.entries(present.tables))
    for (const column of Object.values(table.columns)) {
      const after = to.tables[key]?.columns[column.name]
      if (after && isRegenerated(column, after)) noteIn(remade, key, column.name)
    }
  const columns = new Map(
    Object.keys(present.tables).map((key) => [
      key,
      new Set([...touchedColumns(present, to, key), ...(remade.get(key) ?? [])]),
    ]),
  )
  const none: ReadonlySet<string> = new Set()
  return {
    columns: (key) => columns.get(key) ?? none,
    remade: (key) => remade.get(key) ?? none,
    has: (dependent) => found.has(idOf(dependent)),
    views: new Set([...found.values()].flatMap(({ kind, relation }) => (kind === 'view' ? [relation] : []))),
  }
}

/** The columns that are rewritten or dropped (including those of dropped tables), and the types that are recreated. */
function changedReferences(present: Snapshot, to: Snapshot): Reference[] {
  const columns = Object.keys(present.tables).flatMap((relation): Reference[] => {
    if (!to.tables[relation]) return [{ relation, column: undefined }]
    const names = [...touchedColumns(present, to, relation), ...removedColumns(present, to, relation)]
    return names.map((column) => ({ relation, column }))
  })
  return [...columns, ...rebuiltEnums(present, to).map((type) => ({ type }))]
}

function noteIn(names: Map<string, Set<string>>, key: string, name: string): void {
  names.set(key, (names.get(key) ?? new Set()).add(name))
}

const idOf = ({ kind, relation, name }: Dependent) => JSON.stringify([kind, relation, name])
