import { createTableRelationsHelpers, is, Many, One, type Relations, type Table } from 'drizzle-orm'
import type { ForeignKey } from 'drizzle-orm/pg-core'
import { sqlName, type Casing } from './columns'
import type { ColumnModel, Link, TableModel } from './model'
import { labelOf, linkLabelOf, withoutId } from './names'

interface LinkContext {
  casing: Casing
  tableOf(table: Table): TableModel | undefined
}

interface Edge {
  from: TableModel
  columns: ColumnModel[]
  target: TableModel
  targetColumns: ColumnModel[]
  onDelete: Link['onDelete']
}

/** A foreign key as an edge; undefined when its target is not part of the schema. Columns are matched by name: see below. */
export function foreignKeyEdge(foreignKey: ForeignKey, context: LinkContext): Edge | undefined {
  // Columns given to foreignKey() in a table's extra config are other objects than the table's own: only names agree.
  const { columns, foreignColumns, foreignTable } = foreignKey.reference()
  const from = context.tableOf(foreignKey.table)
  const target = context.tableOf(foreignTable)
  if (!from || !target) return undefined
  return edgeOf(
    { from, target, onDelete: foreignKey.onDelete ?? 'no action' },
    columns.map((c) => sqlName(c, context.casing)),
    foreignColumns.map((c) => sqlName(c, context.casing)),
  )
}

function edgeOf(
  ends: Pick<Edge, 'from' | 'target' | 'onDelete'>,
  names: string[],
  targetNames: string[],
): Edge | undefined {
  const columns = named(ends.from, names)
  const targetColumns = named(ends.target, targetNames)
  if (columns.length === 0 || columns.length !== names.length || targetColumns.length !== columns.length)
    return undefined
  return { ...ends, columns, targetColumns }
}

function named(table: TableModel, names: string[]): ColumnModel[] {
  return names
    .map((name) => table.columns.find((column) => column.name === name))
    .filter((column) => column !== undefined)
}

/** What `relations()` says: `one()` with its columns is an edge, and gives its name to a foreign key over the same columns. */
export interface DeclaredRelation {
  name: string
  edge: Edge
}

export function declaredRelations(relations: Relations, context: LinkContext): DeclaredRelation[] {
  const from = context.tableOf(relations.table)
  if (!from) return []
  const declared: DeclaredRelation[] = []
  for (const [name, relation] of Object.entries(relations.config(createTableRelationsHelpers(relations.table)))) {
    if (is(relation, Many) || !is(relation, One) || !relation.config) continue
    const target = context.tableOf(relation.referencedTable)
    if (!target) continue
    const { fields, references } = relation.config
    const edge = edgeOf(
      { from, target, onDelete: 'no action' },
      fields.map((column) => sqlName(column, context.casing)),
      references.map((column) => sqlName(column, context.casing)),
    )
    if (edge) declared.push({ name, edge })
  }
  return declared
}

/** The links of all tables: foreign keys named by the relations over the same columns, then the relations left over. */
export function linksOf(edges: readonly Edge[], declared: readonly DeclaredRelation[]): Link[] {
  const same = (a: Edge, b: Edge) => a.from === b.from && a.target === b.target && signature(a) === signature(b)
  const links = edges.map((edge): Link => {
    const relation = declared.find((candidate) => same(candidate.edge, edge))
    return link(edge, relation?.name, 'foreign key')
  })
  const rest = declared.filter(
    (relation) => !edges.some((edge) => same(edge, relation.edge)) && !isBackside(relation.edge),
  )
  return [...links, ...rest.map((relation) => link(relation.edge, relation.name, 'relations'))]
}

/**
 * Links that only `one()` on the side without the reference tells of (a user's profile, where the profile says nothing): from
 * the table that holds it. Ways back to a row, which no picker follows.
 */
export function reversedLinks(links: readonly Link[], declared: readonly DeclaredRelation[]): Link[] {
  const reversed = declared
    .filter(({ edge }) => isBackside(edge))
    .map(({ edge }) => ({
      from: edge.target,
      columns: edge.targetColumns,
      target: edge.from,
      targetColumns: edge.columns,
      onDelete: edge.onDelete,
    }))
  const isKnown = (edge: Edge) =>
    links.some(
      (other) => other.from === edge.from && other.target === edge.target && signature(other) === signature(edge),
    )
  return reversed.filter((edge) => !isKnown(edge)).map((edge) => link(edge, undefined, 'relations'))
}

const signature = (edge: Pick<Link, 'columns' | 'targetColumns'>) =>
  edge.columns
    .map((column, index) => `${column.name}=${edge.targetColumns[index]?.name}`)
    .sort()
    .join()

/** `one()` on the side that does not hold the reference (a user's profile): its own column is its whole primary key. */
function isBackside(edge: Edge): boolean {
  const isKey = (columns: readonly ColumnModel[], table: TableModel) =>
    columns.length === table.key.length && columns.every((column) => table.key.includes(column))
  return isKey(edge.columns, edge.from) && !isKey(edge.targetColumns, edge.target)
}

function link(edge: Edge, name: string | undefined, source: Link['source']): Link {
  // The last column is the telling one: (tenant_id, project_id) points at a project.
  const telling = edge.columns.at(-1)
  const own = telling ? withoutId(telling.key) : edge.target.name
  return {
    ...edge,
    name: name ?? own,
    label: telling && edge.columns.length === 1 ? linkLabelOf(telling.name) : labelOf(name ?? own),
    source,
  }
}
