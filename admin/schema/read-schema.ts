import { Column, getTableColumns, is, Relations, SQL, type Table } from 'drizzle-orm'
import {
  getTableConfig,
  getViewConfig,
  getMaterializedViewConfig,
  PgMaterializedView,
  PgTable,
  PgView,
  type PgColumn,
} from 'drizzle-orm/pg-core'
import type { FieldType } from '../fields/field-type'
import { readColumn, readExpression, type Casing } from './columns'
import { ownValue, withDeclared, type DeclaredFacts } from './declared-facts'
import { declaredRelations, foreignKeyEdge, linksOf, reversedLinks, sharedRole } from './links'
import type { ColumnFacts, ColumnModel, Link, SchemaModel, Source, TableModel } from './model'
import { labelOf, tableNames } from './names'
import { defaultLabel } from './row-label'
import { constraintsOf, type Constraints } from './constraints'

/** The same object under construction: links need all tables, and labels need the links. */
type Building = { -readonly [K in keyof TableModel]: TableModel[K] }
type BuildingColumn = { -readonly [K in keyof ColumnModel]: ColumnModel[K] }

/**
 * Reads the exports of `db/schema.ts` once: every table and view with its columns, keys, links and names.
 * Enums, pgSchemas and relations need not be exported; anything else is ignored.
 *
 * @param exports The result of `import * as schema from '@/db/schema'`.
 */
export function readSchema(
  exports: Record<string, unknown>,
  { casing, types, declared = () => undefined }: ReadOptions,
): SchemaModel {
  const reading: Reading = { casing, types, declared }
  const tables: Building[] = []
  const bySource = new Map<unknown, Building>()
  for (const [exportName, value] of Object.entries(exports)) {
    if (bySource.has(value)) continue
    const table = is(value, PgTable)
      ? readTable(exportName, value, reading)
      : isView(value)
        ? readView(exportName, value, reading)
        : null
    if (!table) continue
    tables.push(table)
    bySource.set(value, table)
  }
  addLinks(exports, tables, { ...reading, tableOf: (table: Table) => bySource.get(table) })
  for (const table of tables) table.label = defaultLabel(table)
  const byPath = new Map(tables.map((table) => [table.path, table]))
  return {
    tables,
    byPath: (path) => byPath.get(path),
    bySource: (source) => bySource.get(source),
  }
}

type AnyView = PgView | PgMaterializedView
const isView = (value: unknown): value is AnyView => is(value, PgView) || is(value, PgMaterializedView)

/** Assigns field types to columns. The registry is in a room above this one, so it is passed in. */
export interface ColumnTypes {
  of(column: ColumnFacts): FieldType
  /** The type of the plain value, whether or not the column is masked or refers to a row. */
  valueOf(column: ColumnFacts): FieldType
  readonly relation: FieldType
}

export interface ReadOptions {
  /** The site's casing for columns without an explicit name. It must match the database client's. */
  casing?: Casing
  types: ColumnTypes
  /** What a table declares about its columns. */
  declared?: (source: unknown) => DeclaredFacts | undefined
}

type Reading = Required<Pick<ReadOptions, 'types' | 'declared'>> & { casing: Casing }

function readTable(exportName: string, source: PgTable, { casing, types, declared }: Reading): Building {
  const config = getTableConfig(source)
  const constraints = constraintsOf(config, casing)
  const facts = Object.entries(getTableColumns(source)).map(([key, column]) =>
    withConstraints(readColumn(key, column, { table: config.name, casing }), constraints),
  )
  return build(types, {
    exportName,
    name: config.name,
    schema: config.schema ?? null,
    kind: 'table',
    source,
    facts: withDeclared(facts, declared(source)),
    constraints,
  })
}

function readView(exportName: string, view: AnyView, { casing, types, declared }: Reading): Building {
  const config = is(view, PgView) ? getViewConfig(view) : getMaterializedViewConfig(view)
  const facts = Object.entries(config.selectedFields).map(([key, field]): ColumnFacts => {
    const constraints: Constraints = { primaryKey: [], uniques: [], leading: new Set() }
    if (is(field, Column))
      // A view does not inherit the key, default or sequence of the columns it shows.
      return {
        ...withConstraints(readColumn(key, field as PgColumn, { table: config.name, casing }), constraints),
        primaryKey: false,
        unique: false,
        defaultKind: 'none',
        defaultText: null,
        sequence: null,
        generated: false,
      }
    const name = is(field, SQL.Aliased) ? field.fieldAlias : key
    return readExpression(key, name)
  })
  return build(types, {
    exportName,
    name: config.name,
    schema: config.schema ?? null,
    kind: is(view, PgView) ? 'view' : 'materialized view',
    source: view,
    facts: withDeclared(facts, declared(view)),
    constraints: { primaryKey: [], uniques: [], leading: new Set() },
  })
}

interface Parts {
  exportName: string
  name: string
  schema: string | null
  kind: TableModel['kind']
  source: Source
  facts: ColumnFacts[]
  constraints: Constraints
}

function build(types: ColumnTypes, { facts, constraints, ...parts }: Parts): Building {
  const schema = parts.schema === 'public' ? null : parts.schema
  const table: Building = {
    ...parts,
    schema,
    path: schema ? `${schema}.${parts.name}` : parts.name,
    ...tableNames(parts.name),
    columns: [],
    key: [],
    links: [],
    backlinks: [],
    uniques: [],
    indexed: constraints.leading,
    joinTable: false,
    label: { kind: 'key' },
  }
  const columns: BuildingColumn[] = facts.map((fact) => ({
    ...fact,
    table,
    label: labelOf(fact.name),
    help: null,
    type: types.of(fact),
    valueType: types.valueOf(fact),
    link: null,
  }))
  table.columns = columns
  const pick = (names: readonly string[]) =>
    names.map((name) => columns.find((column) => column.name === name)).filter((column) => column !== undefined)
  table.uniques = constraints.uniques.map(pick)
  table.key = keyOf(table)
  return table
}

/**
 * The primary key, or else the shortest unique index on columns that are never NULL. A secret is part of the key only
 * if there is no alternative (the token of a session is often its table's primary key): it then appears in URLs in
 * sealed form.
 */
function keyOf({ columns, uniques }: Pick<TableModel, 'columns' | 'uniques'>): readonly ColumnModel[] {
  const primary = columns.filter((column) => column.primaryKey)
  const isPrimary = (unique: readonly ColumnModel[]) =>
    unique.length === primary.length && unique.every((column) => column.primaryKey)
  const sound = uniques
    .filter((unique) => unique.length > 0 && unique.every((column) => column.notNull))
    .toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)) || a.length - b.length)
  return sound.find((unique) => !unique.some((column) => column.secret)) ?? sound[0] ?? []
}

function withConstraints(facts: ColumnFacts, { primaryKey, uniques }: Constraints): ColumnFacts {
  const alone = (columns: readonly string[]) => columns.length === 1 && columns[0] === facts.name
  return {
    ...facts,
    primaryKey: primaryKey.includes(facts.name),
    notNull: facts.notNull || primaryKey.includes(facts.name),
    unique: facts.unique || uniques.some(alone),
  }
}

interface LinkContext {
  casing: Casing
  tableOf(table: Table): Building | undefined
}

function addLinks(exports: Record<string, unknown>, tables: Building[], context: LinkContext & Reading): void {
  const edges = tables.flatMap(({ source }) =>
    is(source, PgTable)
      ? getTableConfig(source).foreignKeys.map((foreignKey) => foreignKeyEdge(foreignKey, context))
      : [],
  )
  const declared = Object.values(exports).flatMap((value) =>
    is(value, Relations) ? declaredRelations(value, context) : [],
  )
  const links = linksOf(
    edges.filter((edge) => edge !== undefined),
    declared,
  )
  inheritSecrets(links, context)
  for (const table of tables) {
    table.key = keyOf(table)
    table.links = distinctNames(links.filter((link) => link.from === table))
    assignPickers(table, context.types)
    table.joinTable = isJoinTable(table)
  }
  const named = tables.flatMap((table) => table.links)
  const further = reversedLinks(named, declared)
  for (const table of tables) table.backlinks = [...named, ...further].filter((link) => link.target === table)
}

/** A column that refers to a secret holds the same text, so it is a secret too, unless it is declared not to be. */
function inheritSecrets(links: readonly Link[], { types, declared }: Reading): void {
  const pairs = links.flatMap((link) =>
    link.columns.map((column, index) => ({ column, target: link.targetColumns[index] })),
  )
  const isNext = ({ column, target }: (typeof pairs)[number]) =>
    target?.secret === true && !column.secret && ownValue(declared(column.table.source)?.secrets, column.key) !== false
  // A reference may itself be referenced, so each match may lead to another.
  for (let next = pairs.find(isNext); next; next = pairs.find(isNext)) {
    const column: BuildingColumn = next.column
    column.secret = true
    column.type = types.of(column)
  }
}

/** Two links must not have the same name in paths: the second is named after its column. */
function distinctNames(links: Link[]): Link[] {
  const taken = new Set<string>()
  return links.map((link) => {
    const name = taken.has(link.name) ? link.columns.map((column) => column.key).join('_') : link.name
    taken.add(name)
    return name === link.name ? link : { ...link, name }
  })
}

/**
 * A column's picker uses the link of that column alone, or else the composite link in which it is the significant
 * column. With (tenant_id → tenants) and (tenant_id, project_id → projects), project_id picks projects.
 */
function assignPickers(table: Building, { relation }: ColumnTypes): void {
  // The columns were created by build() above and may still be completed.
  const columns = table.columns as BuildingColumn[]
  for (const link of table.links.toSorted((a, b) => a.columns.length - b.columns.length)) {
    if (pointsAtItself(link)) continue
    const free = link.columns.toReversed().find((column) => column.link === null)
    const column = columns.find((candidate) => candidate === free)
    // Picking a row also fills in the other columns of a composite link, so none of them may be a secret.
    if (!column || link.columns.some((part) => part.secret)) continue
    column.link = link
    column.type = relation
    if (link.columns.length === 1 || isOwnRole(table, link)) column.label = link.label
  }
}

/** Whether the label of a composite link can be that of the column which picks it. */
const isOwnRole = ({ columns }: Building, link: Link) =>
  sharedRole(link) !== null && !columns.some(({ label }) => label === link.label)

/** A key that references itself says nothing about other rows: it always refers to its own row. */
function pointsAtItself(link: Link): boolean {
  return link.from === link.target && link.columns.every((column, index) => column === link.targetColumns[index])
}

function isJoinTable(table: Building): boolean {
  return (
    table.kind === 'table' &&
    table.links.length > 1 &&
    table.key.length > 1 &&
    table.columns.every(
      (column) => table.key.includes(column) && table.links.some((link) => link.columns.includes(column)),
    )
  )
}
