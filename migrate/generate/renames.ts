import {
  derivedName,
  elementType,
  isOfEnum,
  keptKey,
  keptName,
  keyOf,
  qualifiedName,
  quoteName,
  quoteText,
  serialBase,
  splitKey,
} from '../files/names'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'

/**
 * A renamed object. Tables and enums are identified by their keys (`public.books`), their parts by the key of the table
 * or enum at that point, after the preceding renames.
 */
export type Rename =
  | { readonly kind: 'schema'; readonly from: string; readonly to: string }
  | { readonly kind: 'enum'; readonly from: string; readonly to: string }
  | { readonly kind: 'table'; readonly from: string; readonly to: string }
  | { readonly kind: 'value'; readonly of: string; readonly from: string; readonly to: string }
  | { readonly kind: 'column'; readonly of: string; readonly from: string; readonly to: string }

/** The same renames in reverse. */
export function inverseRenames(renames: readonly Rename[]): Rename[] {
  return renames.toReversed().map((rename) => ({ ...rename, from: rename.to, to: rename.from }))
}

/**
 * Applies a rename to a copy of a snapshot. A rename that changes only what PostgreSQL truncates needs no statement.
 */
export function applyRename(snapshot: Snapshot, rename: Rename): { snapshot: Snapshot; statements: string[] } {
  const renamed = carryOut(structuredClone(snapshot), rename)
  return isCutOff(rename) ? { ...renamed, statements: [] } : renamed
}

function isCutOff({ kind, from, to }: Rename): boolean {
  if (kind === 'table' || kind === 'enum') return keptKey(from) === keptKey(to)
  return kind !== 'value' && keptName(from) === keptName(to)
}

function carryOut(copy: Snapshot, rename: Rename): { snapshot: Snapshot; statements: string[] } {
  switch (rename.kind) {
    case 'schema':
      return { snapshot: copy, statements: renameSchema(copy, rename.from, rename.to) }
    case 'enum':
      return { snapshot: copy, statements: moveEnum(copy, rename.from, rename.to) }
    case 'table':
      return { snapshot: copy, statements: moveTable(copy, rename.from, rename.to) }
    case 'value':
      return { snapshot: copy, statements: renameValue(copy, rename) }
    case 'column':
      return { snapshot: copy, statements: renameColumn(copy, rename) }
  }
}

function renameSchema(snapshot: Snapshot, from: string, to: string): string[] {
  const moved = (schema: string) => (schema === from ? to : schema)
  snapshot.schemas = Object.fromEntries(Object.keys(snapshot.schemas).map((name) => [moved(name), moved(name)]))
  for (const table of Object.values(snapshot.tables)) {
    table.schema = moved(table.schema)
    for (const column of Object.values(table.columns)) {
      if (column.typeSchema !== undefined) column.typeSchema = moved(column.typeSchema)
      if (column.identity) column.identity.schema = moved(column.identity.schema)
    }
    for (const key of Object.values(table.foreignKeys))
      if (key.schemaTo !== undefined) key.schemaTo = moved(key.schemaTo)
  }
  const inSchemas = [snapshot.enums, snapshot.sequences, snapshot.views]
  for (const thing of inSchemas.flatMap((things) => Object.values(things))) thing.schema = moved(thing.schema)
  snapshot.tables = byKey(snapshot.tables)
  snapshot.enums = byKey(snapshot.enums)
  snapshot.sequences = byKey(snapshot.sequences)
  snapshot.views = byKey(snapshot.views)
  return [`ALTER SCHEMA ${quoteName(from)} RENAME TO ${quoteName(to)};`]
}

function moveEnum(snapshot: Snapshot, from: string, to: string): string[] {
  const type = snapshot.enums[from]
  if (!type) return []
  const target = splitKey(to)
  const statements = moveStatements('TYPE', { from: { ...type }, to: target })
  for (const table of Object.values(snapshot.tables)) {
    for (const column of Object.values(table.columns)) {
      if (!isOfEnum(column, from)) continue
      column.type = `${target.name}${column.type.slice(elementType(column).length)}`
      column.typeSchema = target.schema
    }
  }
  Object.assign(type, target)
  snapshot.enums = byKey(snapshot.enums)
  return statements
}

function moveTable(snapshot: Snapshot, from: string, to: string): string[] {
  const table = snapshot.tables[from]
  if (!table) return []
  const target = splitKey(to)
  const before = { ...table }
  for (const other of Object.values(snapshot.tables)) {
    for (const key of Object.values(other.foreignKeys)) {
      if (keyOf({ schema: key.schemaTo ?? '', name: key.tableTo }) !== from) continue
      key.tableTo = target.name
      if (target.schema === 'public') delete key.schemaTo
      else key.schemaTo = target.schema
    }
  }
  for (const key of Object.values(table.foreignKeys)) key.tableFrom = target.name
  table.name = target.name
  table.schema = target.schema === 'public' ? '' : target.schema
  for (const { identity } of Object.values(table.columns)) if (identity) identity.schema = target.schema
  snapshot.tables = byKey(snapshot.tables)
  return [...moveStatements('TABLE', { from: before, to: target }), ...renameOwned(table, before.name)]
}

/**
 * Renames objects that PostgreSQL named after the table, so that later statements find them under the name a new table
 * would give them.
 */
function renameOwned(table: TableSnapshot, oldName: string): string[] {
  if (oldName === table.name) return []
  const columns = Object.values(table.columns)
  const statements = columns
    .filter((column) => serialBase(column) !== undefined)
    .map((column) =>
      renameIfThere('SEQUENCE', table, {
        from: derivedName(oldName, column.name, 'seq'),
        to: derivedName(table.name, column.name, 'seq'),
      }),
    )
  if (columns.some((column) => column.primaryKey))
    statements.push(
      renameIfThere('INDEX', table, {
        from: derivedName(oldName, undefined, 'pkey'),
        to: derivedName(table.name, undefined, 'pkey'),
      }),
    )
  return statements
}

function renameIfThere(kind: 'SEQUENCE' | 'INDEX', table: TableSnapshot, names: { from: string; to: string }): string {
  const from = qualifiedName({ schema: table.schema, name: names.from })
  return `ALTER ${kind} IF EXISTS ${from} RENAME TO ${quoteName(names.to)};`
}

function moveStatements(
  kind: 'TABLE' | 'TYPE',
  { from, to }: { from: { schema: string; name: string }; to: { schema: string; name: string } },
): string[] {
  const statements: string[] = []
  const begin = from.schema === '' ? 'public' : from.schema
  if (begin !== to.schema) statements.push(`ALTER ${kind} ${qualifiedName(from)} SET SCHEMA ${quoteName(to.schema)};`)
  const moved = { schema: to.schema, name: from.name }
  if (from.name !== to.name) statements.push(`ALTER ${kind} ${qualifiedName(moved)} RENAME TO ${quoteName(to.name)};`)
  return statements
}

function renameValue(snapshot: Snapshot, rename: { of: string; from: string; to: string }): string[] {
  const type = snapshot.enums[rename.of]
  if (!type) return []
  type.values = type.values.map((value) => (value === rename.from ? rename.to : value))
  for (const table of Object.values(snapshot.tables)) {
    for (const column of Object.values(table.columns)) {
      if (isOfEnum(column, rename.of) && column.default === quoteText(rename.from))
        column.default = quoteText(rename.to)
    }
  }
  const name = qualifiedName(type)
  return [`ALTER TYPE ${name} RENAME VALUE ${quoteText(rename.from)} TO ${quoteText(rename.to)};`]
}

function renameColumn(snapshot: Snapshot, { of, from, to }: { of: string; from: string; to: string }): string[] {
  const table = snapshot.tables[of]
  const column = table?.columns[from]
  if (!table || !column) return []
  const renamed = (name: string) => (name === from ? to : name)
  table.columns = Object.fromEntries(
    Object.entries(table.columns).map(([name, column]): [string, ColumnSnapshot] => [
      renamed(name),
      { ...column, name: renamed(name) },
    ]),
  )
  for (const index of Object.values(table.indexes))
    for (const part of index.columns) if (!part.isExpression) part.expression = renamed(part.expression)
  for (const constraint of [...Object.values(table.compositePrimaryKeys), ...Object.values(table.uniqueConstraints)])
    constraint.columns = constraint.columns.map(renamed)
  for (const key of Object.values(table.foreignKeys)) key.columnsFrom = key.columnsFrom.map(renamed)
  for (const other of Object.values(snapshot.tables))
    for (const key of Object.values(other.foreignKeys))
      if (keyOf({ schema: key.schemaTo ?? '', name: key.tableTo }) === of) key.columnsTo = key.columnsTo.map(renamed)
  const statements = [`ALTER TABLE ${qualifiedName(table)} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)};`]
  if (serialBase(column) !== undefined)
    statements.push(
      renameIfThere('SEQUENCE', table, {
        from: derivedName(table.name, from, 'seq'),
        to: derivedName(table.name, to, 'seq'),
      }),
    )
  return statements
}

function byKey<T extends { schema: string; name: string }>(things: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.values(things).map((thing) => [keyOf(thing), thing]))
}
