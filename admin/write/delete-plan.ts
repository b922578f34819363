import { sql, type SQL } from 'drizzle-orm'
import { fromSql, relationName, rootRef } from '../query/table-ref'
import type { TableModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { databaseForeignKeys, type DatabaseForeignKey } from '../postgres/foreign-keys'

/**
 * Identifies a row by the oid of its table (or partition) and its ctid. Valid only inside the transaction that read it.
 */
export type RowLocation = `${string}:${string}`

/** Rows of one table that a delete affects in the same way. */
export interface Touched {
  /** Null for a table that is not part of the site. */
  table: TableModel | null
  schema: string
  name: string
  effect: 'delete' | 'set null' | 'set default' | 'block'
  /** The columns that refer to deleted rows, by SQL name; null for the chosen rows themselves. */
  via: readonly string[] | null
  /** The chosen rows come first. */
  locations: readonly RowLocation[]
  /** The number of chosen rows, not counting those of the same table that they take along. */
  chosen: number
  /** There are more than were looked for. */
  more: boolean
}

/** Tables that refer to each other in a cycle are followed one generation at a time, up to this number. */
const mostGenerations = 200

interface Node {
  oid: string
  schema: string
  name: string
  locations: Set<RowLocation>
  via: readonly string[] | null
  more: boolean
}

/**
 * Everything that deleting these rows would do, found by following the actual foreign keys of the database, with each
 * row counted once however many paths lead to it. Writes nothing. Run it in the transaction of the delete, or in a
 * separate one.
 *
 * @param where The chosen rows: a condition on the table as `t`, which must include the actor's permissions.
 */
export async function planDelete(ctx: AdminContext, admin: Admin, where: SQL): Promise<Touched[]> {
  const ref = rootRef(admin.table)
  const foreignKeys = await databaseForeignKeys(ctx.db)
  // More are refused, as in any change of many rows.
  const { mostRows } = ctx.site.plans
  const root = await ctx.db.execute<{ oid: string; location: string }>(
    sql`select t.tableoid::text as oid, ${locationSql('t')} as location from ${fromSql(ref)} where ${where} limit ${mostRows + 1}`,
  )
  const parentOid = await tableOid(ctx, admin.table)
  const search = new Search(ctx, foreignKeys)
  await search.run({
    oid: parentOid,
    schema: admin.table.schema ?? 'public',
    name: admin.table.name,
    locations: new Set(root.map((row) => locationOf(row.location))),
    via: null,
    more: root.length > mostRows,
  })
  return search.touched()
}

/** The result of `locationSql`, which has the form `oid:ctid`. */
export const locationOf = (text: string) => text as RowLocation

async function tableOid(ctx: AdminContext, table: TableModel): Promise<string> {
  const [row] = await ctx.db.execute<{ oid: string }>(
    sql`select coalesce(to_regclass(${relationName(table)}), 0::regclass)::oid::text as oid`,
  )
  return row?.oid ?? '0'
}

class Search {
  readonly #ctx: AdminContext
  /** No more rows of a table are looked for. */
  readonly #most: number
  readonly #foreignKeys: readonly DatabaseForeignKey[]
  readonly #deleted = new Map<string, Node>()
  readonly #others = new Map<string, { node: Node; effect: Touched['effect'] }>()
  #chosen = 0

  constructor(ctx: AdminContext, foreignKeys: readonly DatabaseForeignKey[]) {
    this.#ctx = ctx
    this.#most = ctx.site.plans.mostRows
    this.#foreignKeys = foreignKeys
  }

  /** Breadth first. A table is visited again only for rows not seen before, so that cycles end. */
  async run(root: Node): Promise<void> {
    this.#deleted.set(root.oid, root)
    this.#chosen = root.locations.size
    let front: { node: Node; fresh: readonly RowLocation[] }[] = [{ node: root, fresh: [...root.locations] }]
    for (let generation = 0; front.length > 0; generation++) {
      if (generation === mostGenerations) {
        for (const { node } of front) node.more = true
        return
      }
      const next: typeof front = []
      for (const { node, fresh } of front) {
        if (fresh.length === 0) continue
        for (const key of this.#foreignKeys.filter((candidate) => candidate.parent === node.oid)) {
          const found = await this.#referencing(key, node, fresh)
          if (found.locations.size === 0) continue
          if (key.onDelete === 'cascade') next.push(this.#cascade(key, found))
          else this.#keep(key, found)
        }
      }
      front = next
    }
  }

  #cascade(key: DatabaseForeignKey, found: Node): { node: Node; fresh: readonly RowLocation[] } {
    const known = this.#deleted.get(key.child)
    if (!known) {
      this.#deleted.set(key.child, found)
      return { node: found, fresh: [...found.locations] }
    }
    const fresh = [...found.locations].filter((location) => !known.locations.has(location))
    for (const location of fresh) known.locations.add(location)
    known.more ||= found.more
    return { node: known, fresh: known.locations.size > this.#most ? [] : fresh }
  }

  /** One group per foreign key, however often its table is reached. */
  #keep({ onDelete, child, columns }: DatabaseForeignKey, found: Node): void {
    const effect = onDelete === 'set null' || onDelete === 'set default' ? onDelete : 'block'
    const name = [effect, child, ...columns].join()
    const known = this.#others.get(name)?.node
    if (!known) this.#others.set(name, { node: found, effect })
    else {
      for (const location of found.locations) known.locations.add(location)
      known.more ||= found.more
    }
  }

  async #referencing(key: DatabaseForeignKey, parent: Node, fresh: readonly RowLocation[]): Promise<Node> {
    const child = sql`${sql.identifier(key.childSchema)}.${sql.identifier(key.childName)} c`
    const first = sql`
      from ${child} join ${sql.identifier(parent.schema)}.${sql.identifier(parent.name)} p on ${pointing(key, 'p')}
      where ${atLocations('p', fresh)}`
    const rows = await this.#ctx.db.execute<{ location: string }>(
      key.child === parent.oid && key.onDelete === 'cascade'
        ? descendants(key, { first, child, most: this.#most })
        : sql`select ${locationSql('c')} as location ${first} limit ${this.#most + 1}`,
    )
    return {
      oid: key.child,
      schema: key.childSchema,
      name: key.childName,
      locations: new Set(rows.map((row) => locationOf(row.location))),
      via: key.columns,
      more: rows.length > this.#most,
    }
  }

  touched(): Touched[] {
    const deleted = [...this.#deleted.values()]
    const isDeleted = (node: Node, location: RowLocation) =>
      this.#deleted.get(node.oid)?.locations.has(location) ?? false
    // A reference from a row that is also deleted does not block the delete.
    const others = [...this.#others.values()]
      .map(({ node, effect }) => ({
        node: { ...node, locations: new Set([...node.locations].filter((location) => !isDeleted(node, location))) },
        effect,
      }))
      .filter(({ node }) => node.locations.size > 0)
    return [
      ...others.filter(({ effect }) => effect === 'block'),
      ...deleted.map((node) => ({ node, effect: 'delete' as const })),
      ...others.filter(({ effect }) => effect !== 'block'),
    ]
      .filter(({ node }) => node.locations.size > 0)
      .map(({ node, effect }) => ({
        table: this.#tableOf(node),
        schema: node.schema,
        name: node.name,
        effect,
        via: node.via,
        locations: [...node.locations],
        chosen: node.via === null ? this.#chosen : 0,
        more: node.more || node.locations.size > this.#most,
      }))
  }

  #tableOf(node: Node): TableModel | null {
    return (
      this.#ctx.site.schema.tables.find(
        (table) => table.name === node.name && (table.schema ?? 'public') === node.schema,
      ) ?? null
    )
  }
}

const pointing = ({ columns, parentColumns }: DatabaseForeignKey, parent: string): SQL =>
  sql.join(
    columns.map(
      (column, index) =>
        sql`c.${sql.identifier(column)} = ${sql.identifier(parent)}.${sql.identifier(parentColumns[index] ?? '')}`,
    ),
    sql` and `,
  )

/**
 * All generations of a table that refers to itself, in one query: a long chain would otherwise take one query per row.
 */
function descendants(key: DatabaseForeignKey, { first, child, most }: { first: SQL; child: SQL; most: number }): SQL {
  const row = sql.join(
    [sql`${locationSql('c')} as location`, ...key.parentColumns.map((name) => sql`c.${sql.identifier(name)}`)],
    sql`, `,
  )
  const names = sql.join([sql`location`, ...key.parentColumns.map((name) => sql.identifier(name))], sql`, `)
  return sql`
    with recursive found (${names}) as (
      select ${row} ${first}
      union
      select ${row} from ${child} join found on ${pointing(key, 'found')})
    select location from found limit ${most + 1}`
}

/** The oid and ctid of a row as text. */
export const locationSql = (alias: string): SQL =>
  sql`${sql.identifier(alias)}.tableoid::text || ':' || ${sql.identifier(alias)}.ctid::text`

/** Sorts rows by physical position: transactions that lock several take them in the same order. */
export const locationOrder = (alias: string): SQL =>
  sql`${sql.identifier(alias)}.tableoid, ${sql.identifier(alias)}.ctid`

/**
 * The condition that a row has one of these positions. A join instead of individual comparisons: the work grows with
 * the number of positions, not with its square.
 */
export function atLocations(alias: string, locations: readonly RowLocation[]): SQL {
  const parts = locations.map((location) => location.split(':'))
  const oids = `{${parts.map(([oid]) => oid).join()}}`
  const ctids = `{${parts.map(([, ctid]) => `"${ctid}"`).join()}}`
  const row = sql.identifier(alias)
  return sql`(${row}.tableoid, ${row}.ctid) in (select location.oid, location.ctid from unnest(${oids}::text::oid[], ${ctids}::text::tid[]) as location (oid, ctid))`
}
