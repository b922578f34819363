import { isDeepStrictEqual } from 'node:util'
import type { Affected } from './affected'
import { keyOf } from '../files/names'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'
import { mentions, uniqueSides } from './touched'

/**
 * Snapshots that remove, one by one, the views that disappear, change or depend on a change. Each view is removed after
 * the views that depend on it.
 */
export function withoutOldViews(present: Snapshot, to: Snapshot, affected: Affected): Snapshot[] {
  const steps: Snapshot[] = []
  const going = goingViews(present, to, affected)
  let views = present.views
  while (going.size > 0) {
    // Views cannot depend on each other in a cycle; the fallback ends the loop if the texts seem to say so.
    const [next] = [...going].filter((key) => !isMentioned(views, going, key)).concat([...going])
    if (next === undefined) break
    going.delete(next)
    views = Object.fromEntries(Object.entries(views).filter(([key]) => key !== next))
    steps.push({ ...present, views })
  }
  return steps
}

/** Snapshots that add the new views one by one, each after those it reads from. */
export function withNewViews(present: Snapshot, to: Snapshot): Snapshot[] {
  const steps: Snapshot[] = []
  const coming = new Set(Object.keys(to.views).filter((key) => !(key in present.views)))
  let views = present.views
  while (coming.size > 0) {
    const [next] = [...coming].filter((key) => !readsFrom(to.views, coming, key)).concat([...coming])
    const view = next === undefined ? undefined : to.views[next]
    if (next === undefined || view === undefined) break
    coming.delete(next)
    views = { ...views, [next]: view }
    steps.push({ ...present, views })
  }
  return steps
}

function goingViews(present: Snapshot, to: Snapshot, affected: Affected): Set<string> {
  const going = new Set(
    Object.entries(present.views)
      .filter(([key, view]) => !isDeepStrictEqual(view, to.views[key]) || affected.views.has(key))
      .map(([key]) => key),
  )
  for (let before = -1; before !== going.size;) {
    before = going.size
    for (const key of Object.keys(present.views)) if (readsFrom(present.views, going, key)) going.add(key)
  }
  return going
}

function isMentioned(views: Snapshot['views'], among: ReadonlySet<string>, key: string): boolean {
  const name = views[key]?.name ?? ''
  return [...among].some((other) => other !== key && mentions(views[other]?.definition, name))
}

function readsFrom(views: Snapshot['views'], among: ReadonlySet<string>, key: string): boolean {
  const definition = views[key]?.definition
  return [...among].some((other) => other !== key && mentions(definition, views[other]?.name ?? ''))
}

/**
 * Without the foreign keys that disappear, change, or refer to something that changes: they are dropped before the keys
 * they refer to.
 */
export function withoutOldForeignKeys(present: Snapshot, to: Snapshot, affected: Affected): Snapshot {
  const tables = mapTables(present, (table, key) => ({
    ...table,
    foreignKeys: pick(table.foreignKeys, (foreignKey) => {
      const target = keyOf({ schema: foreignKey.schemaTo ?? '', name: foreignKey.tableTo })
      const after = to.tables[key]
      if (after && !isDeepStrictEqual(foreignKey, after.foreignKeys[foreignKey.name])) return false
      if (to.tables[target] && losesUnique(present.tables[target], to.tables[target])) return false
      return !(
        foreignKey.columnsFrom.some((column) => affected.columns(key).has(column)) ||
        foreignKey.columnsTo.some((column) => affected.columns(target).has(column))
      )
    }),
  }))
  return { ...present, tables }
}

/**
 * Without keys that drizzle-kit would add too early: primary keys over a new column of an existing table, and foreign
 * keys that refer to such a key.
 */
export function withoutEarlyKeys(present: Snapshot, next: Snapshot): Snapshot {
  const tables = mapTables(next, (table, key) => ({
    ...table,
    compositePrimaryKeys: pick(table.compositePrimaryKeys, (primaryKey) => {
      const columns = present.tables[key]?.columns
      return columns === undefined || primaryKey.columns.every((column) => column in columns)
    }),
    foreignKeys: pick(table.foreignKeys, (foreignKey) => {
      if (present.tables[key]?.foreignKeys[foreignKey.name]) return true
      const target = keyOf({ schema: foreignKey.schemaTo ?? '', name: foreignKey.tableTo })
      const [before, after] = [present.tables[target], next.tables[target]]
      return !before || !after || !losesUnique(after, before)
    }),
  }))
  return { ...next, tables }
}

function losesUnique(before: TableSnapshot | undefined, after: TableSnapshot): boolean {
  const kept = uniqueSides(after)
  return uniqueSides(before).some((side) => !kept.some((other) => isDeepStrictEqual(side, other)))
}

/** Without the constraints, indexes and policies that disappear, change, or depend on a column that is rewritten. */
export function withoutOldConstraints(present: Snapshot, to: Snapshot, affected: Affected): Snapshot {
  const tables = mapTables(present, (table, key) => {
    const after = to.tables[key]
    if (!after) return table
    const remade = affected.remade(key)
    const isFree = (kind: 'check' | 'index' | 'policy', { name }: { name: string }) =>
      !affected.has({ kind, relation: key, name })
    const same = <T extends { name: string }>(thing: T, other: T | undefined) => isDeepStrictEqual(thing, other)
    return {
      ...table,
      compositePrimaryKeys: pick(table.compositePrimaryKeys, (key) => same(key, after.compositePrimaryKeys[key.name])),
      uniqueConstraints: pick(
        table.uniqueConstraints,
        (constraint) =>
          same(constraint, after.uniqueConstraints[constraint.name]) &&
          !constraint.columns.some((column) => remade.has(column)),
      ),
      checkConstraints: pick(
        table.checkConstraints,
        (check) => same(check, after.checkConstraints[check.name]) && isFree('check', check),
      ),
      indexes: pick(
        table.indexes,
        (index) =>
          same(index, after.indexes[index.name]) &&
          isFree('index', index) &&
          !index.columns.some(({ expression, isExpression }) => !isExpression && remade.has(expression)),
      ),
      policies: pick(table.policies, (policy) => policy.name in after.policies && isFree('policy', policy)),
    }
  })
  return { ...present, tables, policies: pick(present.policies, (policy) => policy.name in to.policies) }
}

/**
 * Without the generated columns that disappear, change their expression, or are computed from a column that is
 * rewritten: each is dropped before what it is computed from. One that becomes a plain column keeps its values.
 */
export function withoutOldGenerated(present: Snapshot, to: Snapshot, affected: Affected): Snapshot {
  const tables = mapTables(present, (table, key) => {
    const after = to.tables[key]
    if (!after) return table
    const columns = Object.values(table.columns).flatMap((column): ColumnSnapshot[] => {
      const later = after.columns[column.name]
      if (column.generated && later && !later.generated) return [withoutExpression(column)]
      const goes = (column.generated && !later) || affected.remade(key).has(column.name)
      return goes ? [] : [column]
    })
    return { ...table, columns: Object.fromEntries(columns.map((column) => [column.name, column])) }
  })
  return { ...present, tables }
}

function withoutExpression(column: ColumnSnapshot): ColumnSnapshot {
  const plain = { ...column }
  delete plain.generated
  return plain
}

/**
 * Without new generated columns of existing tables, and without new objects that may depend on them: each is added
 * after what it is computed from.
 */
export function withoutNewGenerated(present: Snapshot, next: Snapshot): Snapshot {
  const tables = mapTables(next, (table, key) => {
    const before = present.tables[key]
    if (!before) return table
    const isNew = ({ name, generated }: ColumnSnapshot) => generated !== undefined && !(name in before.columns)
    if (!Object.values(table.columns).some(isNew)) return table
    return {
      ...table,
      columns: pick(table.columns, (column) => !isNew(column)),
      indexes: before.indexes,
      foreignKeys: before.foreignKeys,
      compositePrimaryKeys: before.compositePrimaryKeys,
      uniqueConstraints: before.uniqueConstraints,
      checkConstraints: before.checkConstraints,
      policies: before.policies,
    }
  })
  return { ...next, tables }
}

function mapTables(
  snapshot: Snapshot,
  change: (table: TableSnapshot, key: string) => TableSnapshot,
): Snapshot['tables'] {
  return Object.fromEntries(Object.entries(snapshot.tables).map(([key, table]) => [key, change(table, key)]))
}

function pick<T>(things: Readonly<Record<string, T>>, keep: (thing: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(things).filter(([, thing]) => keep(thing)))
}
