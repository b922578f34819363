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

/** A foreign key as an edge; undefined if its target is not part of the schema. */
export function foreignKeyEdge(foreignKey: ForeignKey, context: LinkContext): Edge | undefined {
  // The columns given to foreignKey() in a table's extra config are not the same objects as the table's own, so they
  // are matched by name.
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

/**
 * A declaration of `relations()`. `one()` with its columns is an edge, and gives its name to a foreign key on the same
 * columns.
 */
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

/** The links of all tables: foreign keys, named by the relations on the same columns, then the remaining relations. */
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
 * Links that are declared only by `one()` on the side without the reference (as in a user's profile that does not
 * declare its user), seen from the table that holds the reference. They lead to a row from elsewhere; no picker uses
 * them.
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

/** `one()` on the side without the reference (a user's profile): its own column is the whole primary key. */
function isBackside(edge: Edge): boolean {
  const isKey = (columns: readonly ColumnModel[], table: TableModel) =>
    columns.length === table.key.length && columns.every((column) => table.key.includes(column))
  return isKey(edge.columns, edge.from) && !isKey(edge.targetColumns, edge.target)
}

function link(edge: Edge, name: string | undefined, source: Link['source']): Link {
  // The last column is the significant one: (tenant_id, project_id) refers to a project.
  const lastColumn = edge.columns.at(-1)
  const own = lastColumn ? withoutId(lastColumn.key) : edge.target.name
  return {
    ...edge,
    name: name ?? own,
    label:
      lastColumn && edge.columns.length === 1 ? linkLabelOf(lastColumn.name) : labelOf(sharedRole(edge) ?? name ?? own),
    source,
  }
}

/** `doctor` of (doctor_country → country, doctor_badge → badge): what its columns put before the names that they refer to. */
export function sharedRole({ columns, targetColumns }: Pick<Link, 'columns' | 'targetColumns'>): string | null {
  const roles = columns.map(({ name }, index) => {
    const end = `_${targetColumns[index]?.name}`
    return name.endsWith(end) ? name.slice(0, -end.length) : ''
  })
  const [role = ''] = roles
  return role !== '' && columns.length > 1 && roles.every((other) => other === role) ? role : null
}
