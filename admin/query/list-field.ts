import { aliasedTable, sql, type SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { mayViewColumn } from '../permissions/columns-allowed'
import { mayAct } from '../permissions/rows-allowed'
import { escapeName, unescapeName } from '../schema/keys'
import type { ColumnModel, Link } from '../schema/model'
import type { ComputedColumn } from '../site/list-options'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { ManyRelation } from '../site/many'
import { cellLength } from '../fields/field-type'
import { alongPath } from './label-sql'
import { manyCellSql, manySeenAs, manyTextSql } from './many-rows'
import { isCheap } from './ways-seen'
import { columnSql, readerOf, readSql, type TableRef } from './table-ref'

/**
 * A field of a list: a column of the table, of a linked row (`category.name`), a computed one, or the rows of a
 * many-to-many relation.
 */
export type ListField =
  | { kind: 'column'; name: string; label: string; column: ColumnModel }
  | {
      kind: 'path'
      name: string
      label: string
      links: readonly Link[]
      column: ColumnModel
      /** The column is the label of the row at the end of the path. */
      isName: boolean
    }
  | { kind: 'computed'; name: string; label: string; computed: ComputedColumn<PgTable> }
  | { kind: 'many'; name: string; label: string; many: ManyRelation }

export function columnField(column: ColumnModel): ListField {
  return { kind: 'column', name: escapeName(column.name), label: column.label, column }
}

/**
 * The field that a declaration refers to by property (`category.name`). Undefined if there is none or the actor may not
 * view it, so that a hidden column cannot be distinguished from a missing one.
 */
export function findField(ctx: AdminContext, admin: Admin, name: string): ListField | undefined {
  const column =
    admin.table.columns.find((candidate) => candidate.key === name) ??
    admin.table.columns.find((candidate) => escapeName(candidate.name) === name)
  if (column) return mayViewColumn(ctx, admin, column) ? columnField(column) : undefined
  const path = name.includes('.') ? pathField(ctx, admin, name) : computedField(ctx, admin, name)
  if (path) return path
  // A join table's own name may contain a dot.
  const many = manySeenAs(ctx, admin, unescapeName(name) ?? name)
  return many && manyField(many)
}

export function manyField(many: ManyRelation): ListField {
  return { kind: 'many', name: escapeName(many.name), label: many.label, many }
}

/** The field that a URL refers to: by SQL name first, which may be another column's property. */
export function fieldInAddress(ctx: AdminContext, admin: Admin, name: string): ListField | undefined {
  const column = admin.table.columns.find((candidate) => escapeName(candidate.name) === name)
  if (!column) return findField(ctx, admin, name)
  return mayViewColumn(ctx, admin, column) ? columnField(column) : undefined
}

/** A path along a table's link to itself could be infinite, and each step adds a nested query. */
const longestPath = 8

function pathField(ctx: AdminContext, admin: Admin, path: string): ListField | undefined {
  const steps = path.split('.')
  const last = steps.pop()
  if (steps.length > longestPath) return undefined
  const links: Link[] = []
  let current = admin
  for (const step of steps) {
    const link = current.table.links.find((candidate) => candidate.name === step || escapeName(candidate.name) === step)
    if (!link || !link.columns.every((column) => mayViewColumn(ctx, current, column))) return undefined
    links.push(link)
    current = ctx.site.adminOf(link.target)
    if (!mayAct(ctx, current, 'view')) return undefined
  }
  const column = current.table.columns.find(
    (candidate) => candidate.key === last || escapeName(candidate.name) === last,
  )
  if (!column || column.secret || !mayViewColumn(ctx, current, column)) return undefined
  const name = [...links.map((link) => escapeName(link.name)), escapeName(column.name)].join('.')
  const isLabel =
    current.label.kind === 'columns' && current.label.columns.length === 1 && current.label.columns[0] === column
  const label = isLabel
    ? (links.at(-1)?.label ?? column.label)
    : `${links.at(-1)?.label ?? ''} ${column.label.toLowerCase()}`
  const isName =
    current.label.kind === 'columns' && current.label.columns.includes(column) && current.table.key.length > 0
  return { kind: 'path', name, label, links, column, isName }
}

function computedField(ctx: AdminContext, admin: Admin, id: string): ListField | undefined {
  const columns = admin.options.list?.columns
  const declared = typeof columns === 'function' ? columns({ actor: ctx.actor, record: null }) : (columns ?? [])
  const computed = declared.find((candidate) => typeof candidate === 'object' && candidate.id === id)
  if (typeof computed !== 'object') return undefined
  const visible = computed.reads.every((key) => {
    const column = admin.table.columns.find((candidate) => candidate.key === key)
    // What is computed from a personal value may tell it.
    return column !== undefined && column.mask === null && mayViewColumn(ctx, admin, column)
  })
  return visible ? { kind: 'computed', name: escapeName(id), label: computed.label, computed } : undefined
}

/** The field's value in its own type, for ORDER BY and WHERE. */
export function fieldSql(ctx: AdminContext, ref: TableRef, field: ListField): SQL {
  if (field.kind === 'column') return columnSql(ref, field.column)
  if (field.kind === 'many') return manyTextSql(ctx, ref, field.many)
  if (field.kind === 'computed')
    return sql`(${field.computed.value(aliasedTable(ref.table.source as PgTable, ref.alias))})`
  return alongPath(ctx, { ref, links: field.links }, (last) => columnSql(last, field.column))
}

/** The field's value as text for a list, truncated if it is long. */
export function fieldCellSql(ctx: AdminContext, ref: TableRef, field: ListField): SQL {
  if (field.kind === 'computed') return sql`left(${fieldSql(ctx, ref, field)}::text, ${sql.raw(String(cellLength))})`
  if (field.kind === 'column') return cellSql(ref, field.column)
  if (field.kind === 'many') return isCheap(ctx, field.many.way) ? manyCellSql(ctx, ref, field.many) : sql`null::text`
  return alongPath(ctx, { ref, links: field.links }, (last) => cellSql(last, field.column))
}

/** The field's whole value as text. */
export function fieldTextSql(ctx: AdminContext, ref: TableRef, field: ListField): SQL {
  if (field.kind === 'computed') return sql`${fieldSql(ctx, ref, field)}::text`
  if (field.kind === 'column') return readSql(ref, field.column)
  if (field.kind === 'many') return manyTextSql(ctx, ref, field.many)
  return alongPath(ctx, { ref, links: field.links }, (last) => readSql(last, field.column))
}

const fixed = new Set(
  [
    'int2 int4 int8 float4 float8 money bool uuid enum oid',
    'date time timetz timestamp timestamptz interval inet cidr macaddr macaddr8 point',
  ].flatMap((line) => line.split(' ')),
)

function cellSql(ref: TableRef, column: ColumnModel): SQL {
  const own = readerOf(column).readCell?.(columnSql(ref, column), column)
  if (own) return own
  // Types of a fixed size need not be truncated, nor does a number with limited digits.
  const isShort =
    column.dimensions === 0 &&
    (fixed.has(column.baseType) || (column.baseType === 'numeric' && column.precision !== null))
  return !isShort ? sql`left(${readSql(ref, column)}, ${sql.raw(String(cellLength))})` : readSql(ref, column)
}

export function isSortable(field: ListField): boolean {
  if (field.kind === 'many') return false
  return field.kind === 'computed'
    ? field.computed.sortable !== false
    : !field.column.secret && field.column.valueType.sortable
}
