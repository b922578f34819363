import type { PgTable } from 'drizzle-orm/pg-core'
import type { FilterOperator, FilterTest } from '../../fields/filter-operators'
import type { ColumnModel } from '../../schema/model'
import type { DeclaredFilter } from '../../site/declared-filter'
import type { ManyRelation } from '../../site/many'
import type { Admin } from '../../site/site'

/** One step of a path: from the rows of one table to those of another that hold the same values. */
export interface Hop {
  readonly label: string
  readonly to: Admin
  /** The columns on this side and, in the same order, on the other. */
  readonly near: readonly ColumnModel[]
  readonly far: readonly ColumnModel[]
  readonly toMany: boolean
}

/**
 * What can be filtered by: a column of the table or of related rows, a many-to-many relation, a declared condition, whether
 * there are related rows, or how many.
 */
export interface Filterable {
  /** In URLs: escaped names, joined by dots. */
  readonly name: string
  readonly label: string
  readonly hops: readonly Hop[]
  readonly subject:
    | { readonly kind: 'column'; readonly column: ColumnModel; readonly keys: readonly string[] }
    /** The column of the join table that refers to the other side. */
    | { readonly kind: 'many'; readonly column: ColumnModel; readonly many: ManyRelation }
    | { readonly kind: 'declared'; readonly filter: DeclaredFilter<PgTable> }
    | { readonly kind: 'rows' }
    | { readonly kind: 'count' }
  readonly operators: readonly FilterOperator[]
}

/** A single filter, checked against the actor's permissions. */
export interface ListFilter extends Omit<Filterable, 'operators' | 'name'> {
  readonly kind: 'filter'
  /** The parameter: `price.gte`, within groups `or.1.price.gte`. */
  readonly name: string
  /** The part of `name` that says what is filtered by. */
  readonly path: string
  readonly operator: FilterOperator
  /** As typed, for the chip and the form. */
  readonly raw: readonly string[]
  readonly test: FilterTest
}

export const groupKinds = ['or', 'and', 'not'] as const
export type GroupKind = (typeof groupKinds)[number]

/** Filters of which any, all, or not all together must match. */
export interface FilterGroup {
  readonly kind: 'group'
  readonly of: GroupKind
  /** The start of the names of its parameters: `or.1.` */
  readonly name: string
  readonly nodes: readonly FilterNode[]
}

export type FilterNode = ListFilter | FilterGroup

/** All filters of a tree. */
export function leavesOf(nodes: readonly FilterNode[]): ListFilter[] {
  return nodes.flatMap((node) => (node.kind === 'filter' ? [node] : leavesOf(node.nodes)))
}

/** The column of the table itself that a filter reads. */
export const ownColumn = ({ hops, subject }: Pick<Filterable, 'hops' | 'subject'>): ColumnModel | null =>
  hops.length === 0 && subject.kind === 'column' ? subject.column : null

/** The column that describes a filter's values: their type, choices and linked rows. */
export const valueColumn = ({ subject }: Pick<Filterable, 'subject'>): ColumnModel | null =>
  'column' in subject ? subject.column : null
