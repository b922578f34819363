import type { PgTable } from 'drizzle-orm/pg-core'
import type { ColumnModel } from '../schema/model'
import type { ManyOptions } from './admin'
import type { Admin, Site } from './site'
import { incomingWays, type WayIn } from './ways-in'

/** A way in through a join table. */
export interface JoinedWay extends WayIn {
  readonly join: NonNullable<WayIn['join']>
}

/**
 * A many-to-many relation of a table: rows of another table, tied to its own by a join table that holds nothing else that
 * a user has to fill in. It is a field of both sides.
 */
export interface ManyRelation {
  /**
   * Its SQL name in URLs and forms: the join table's (`product_tags`), followed by the link's name if several links of
   * the join table refer here.
   */
  readonly name: string
  readonly label: string
  readonly way: JoinedWay
  /** A column of the join table with the position of each row; null if they have no order. */
  readonly position: ColumnModel | null
  /** How it is chosen in a form. */
  readonly input: 'chips' | 'lists'
}

/** Whether a field is a relation, not a column. */
export const isMany = (field: object): field is ManyRelation => 'way' in field

const known = new WeakMap<Admin, readonly ManyRelation[]>()

/**
 * The many-to-many relations of a table, regardless of permissions. Those of accounts have a page of their own, because
 * being in a group gives permissions.
 */
export function manyOf(site: Site, admin: Admin): readonly ManyRelation[] {
  const found = known.get(admin) ?? readMany(site, admin)
  known.set(admin, found)
  return found
}

/**
 * The relation that a declaration refers to: by the name it has in `many`, by the join table, or by the table on the
 * other side if only one join table leads there.
 */
export function manyNamed(site: Site, admin: Admin, name: string): ManyRelation | undefined {
  const all = manyOf(site, admin)
  const declared = declaredMany(admin).find((entry) => entry.name === name)
  if (declared) return all.find(({ way }) => isDeclaredFor(site, declared, way))
  const through = all.filter(({ way, name: own }) => [own, way.name, way.child.table.exportName].includes(name))
  const [first] = through.length > 0 ? through : all.filter((many) => leadsTo(many, name))
  const count = through.length > 0 ? through.length : all.filter((many) => leadsTo(many, name)).length
  return count === 1 ? first : undefined
}

const leadsTo = ({ way }: ManyRelation, name: string) =>
  way.join.otherAdmin.path === name || way.join.otherAdmin.table.exportName === name

function readMany(site: Site, admin: Admin): readonly ManyRelation[] {
  const taken = new Set(admin.table.columns.map(({ name }) => name))
  return incomingWays(site, admin.table)
    .filter((way): way is JoinedWay => way.join !== null && way.child.table.key.length > 0 && !way.child.system)
    .flatMap((way): ManyRelation[] => {
      const name = [way.name, `${way.child.table.schema ?? 'public'}.${way.name}`].find((own) => !taken.has(own))
      const options = declaredMany(admin).find((entry) => isDeclaredFor(site, entry, way))?.options
      const { label = way.label, input = 'chips' } = options ?? {}
      return name === undefined ? [] : [{ name, label, way, position: positionOf(way), input }]
    })
}

const positionName =
  /^(position|pos|rank|ordinal|sort|sort_?(order|index|key)|order|order_?(index|no)|idx|index|seq)$/iu

/** The column that orders the rows: a whole number with such a name, which is not part of a key. */
function positionOf({ join }: JoinedWay): ColumnModel | null {
  return (
    join.table.extra.find(
      (column) => positionName.test(column.name) && /^int[248]$/u.test(column.baseType) && !column.generated,
    ) ?? null
  )
}

/** An entry of `many`, with the type of its table erased. */
export interface DeclaredMany {
  readonly name: string
  readonly options: ManyOptions<PgTable>
}

/** The entries of `many`. */
export function declaredMany({ options: { many = {} } }: Admin): DeclaredMany[] {
  return Object.entries(many as Record<string, PgTable | ManyOptions<PgTable>>).map(([name, value]) => ({
    name,
    options: 'through' in value && isOptions(value) ? value : { through: value as PgTable },
  }))
}

/** A table may have a column that is called `through`, which is an object with a column's properties. */
const isOptions = (value: object): value is ManyOptions<PgTable> => Object.getPrototypeOf(value) === Object.prototype

/** Whether an entry means this way in. */
export function isDeclaredFor(site: Site, { options }: DeclaredMany, { child, link }: WayIn): boolean {
  const { through, via } = options
  return (
    site.schema.bySource(through) === child.table &&
    (via === undefined || link.name === via || link.columns.some(({ key }) => key === via))
  )
}
