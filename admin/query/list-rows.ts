import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { liveUnless } from '../site/soft-delete'
import { decodeCursor, encodeCursor } from './cursor'
import { keysetBranches } from './keyset'
import { labelSql, linkedLabelSql, rowLabel } from './label-sql'
import { fieldCellSql, fieldTextSql, type ListField } from './list-field'
import { hasCursor, orderSql, totalOrder, type OrderTerm } from './list-sort'
import type { ListState } from './list-state'
import { leavesOf, ownColumn } from './filters/filter'
import { filterWhere } from './filters/filter-where'
import { namedKeySql, namedRow } from './linked-key'
import { keyOfRow } from './row-key'
import { searchWhere } from './search-where'
import { columnSql, fromSql, rootRef, type TableRef } from './table-ref'
import * as words from '../words/list'

/** A row as read: all values are PostgreSQL text. */
export interface ReadRow {
  key: string
  keyParts: readonly string[]
  label: string
  /** By field, in the state's order. */
  cells: readonly (string | null)[]
  /** The label of the linked row, for relation fields; '' for a row without a name. */
  linkLabels: readonly (string | null)[]
  /** The key of the row that a field refers to, in the form that `namedHref` accepts. */
  namedKeys: readonly (string | null)[]
  readonly cursor: string | null
}

export interface ReadRows {
  rows: ReadRow[]
  /** There are rows after the last one, in the direction of the order. */
  more: boolean
  /** There are rows before the first one. */
  before: boolean
}

/**
 * The condition on a list's rows: the actor's permissions, the filters and the search. `all` means that there is no
 * condition at all.
 */
export function listWhere(
  ctx: AdminContext,
  admin: Admin,
  state: Pick<ListState, 'filters' | 'search'>,
): { where: SQL; all: boolean } {
  const ref = rootRef(admin.table)
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const filters = state.filters.map((filter) => filterWhere(ctx, ref, filter))
  const search = searchWhere(ctx, admin, state.search)
  const live = liveUnless(admin, ref.alias, leavesOf(state.filters).map(ownColumn))
  const conditions = [...live, ...filters, ...(search ? [search] : [])]
  return {
    where: sql.join([allowed.where, ...conditions.map((condition) => sql`(${condition})`)], sql` and `),
    all: allowed.all && conditions.length === 0,
  }
}

/**
 * Reads one page of a list in one query. A cursor is a position in the order, so the cost does not grow with the
 * distance from the start. Numbered pages are offered only within the first 10,000 rows.
 */
export async function readListRows(ctx: AdminContext, admin: Admin, state: ListState): Promise<ReadRows> {
  const { query, range } = rowsOfPage(ctx, admin, state)
  const found = await query.read(range)
  const extra = found.length > state.size
  const rows = extra ? found.slice(0, state.size) : found
  return range.backwards
    ? { rows: rows.toReversed(), more: state.before !== '', before: extra }
    : { rows, more: extra, before: state.after !== null || (range.offset ?? 0) > 0 }
}

/** The statement that reads one page of a list, for showing its query plan. */
export function listRowsSql(ctx: AdminContext, admin: Admin, state: ListState): SQL {
  const { query, range } = rowsOfPage(ctx, admin, state)
  return query.sqlOf(range)
}

function rowsOfPage(ctx: AdminContext, admin: Admin, state: ListState): { query: RowsQuery; range: Range } {
  const ref = rootRef(admin.table)
  const terms = totalOrder(ctx, ref, state.sort)
  const backwards = state.before !== null
  const cursorText = state.after ?? (state.before || null)
  const cursor = cursorText === null ? null : decodeCursor(ctx, terms, cursorText)
  if (cursor && !hasCursor(terms, ref)) throw new AdminError('BAD_QUERY', words.numberedPagesOnly)
  const branches = cursor ? keysetBranches(terms, cursor, backwards) : [sql`true`]
  const offset = state.page === null ? 0 : (state.page - 1) * state.size
  const { where } = listWhere(ctx, admin, state)
  return {
    query: new RowsQuery(ctx, { admin, ref, terms, fields: state.fields }),
    range: { where, branches, backwards, limit: state.size + 1, offset },
  }
}

/** `count` is exact up to the requested limit, and limit plus one if there are more. */
export interface RowsAmongFew {
  rows: ReadRow[]
  count: number
}

type ResultRow = Record<string, string | null>

interface Shape {
  admin: Admin
  ref: TableRef
  terms: readonly OrderTerm[]
  fields: readonly ListField[]
  /** For an export: complete values instead of truncated ones, without key and label. */
  whole?: boolean
}

interface Range {
  where: SQL
  branches: readonly SQL[]
  backwards: boolean
  limit: number
  offset?: number
}

/** Formats a row as a line of text, from its cells and the labels of linked rows, both by the field's index. */
export interface LineWriter {
  sqlOf(cell: (index: number) => SQL, label: (index: number) => SQL): SQL
}

/** A query for rows: what it selects, and how to read a result row. */
export class RowsQuery {
  readonly #ctx: AdminContext
  readonly #shape: Shape
  readonly #withCursor: boolean

  constructor(ctx: AdminContext, shape: Shape) {
    this.#ctx = ctx
    this.#shape = shape
    this.#withCursor = hasCursor(shape.terms, shape.ref)
  }

  async read(range: Range): Promise<ReadRow[]> {
    return (await this.#execute(range)).map((row) => this.#toRow(row))
  }

  /**
   * Reads rows as one text, formatted by `writer` with one line each, and the cursor of the last row, for exports of
   * any size.
   */
  async readLines(writer: LineWriter, range: Range): Promise<{ rows: number; lines: string; cursor: string | null }> {
    const line = writer.sqlOf(
      (index) => sql`q.${name('c', index)}`,
      (index) => sql`q.${name('l', index)}`,
    )
    // The rows arrive in order: the inner query is sorted and limited.
    const last = this.#withCursor
      ? this.#shape.terms.map((_, index) => sql`, (array_agg(q.${name('s', index)}))[count(*)] as ${name('s', index)}`)
      : []
    const [row] = await this.#ctx.db.execute<ResultRow>(
      sql`select count(*)::text as rows, string_agg(${line}, E'\\r\\n') as lines${sql.join(last)} from (${this.sqlOf(range)}) q`,
    )
    const rows = Number(row?.rows ?? 0)
    return { rows, lines: row?.lines ?? '', cursor: rows > 0 && row ? this.#cursorOf(row) : null }
  }

  /**
   * Reads the first rows of an order if there are few in total: they are found by their condition and then sorted, so
   * that PostgreSQL does not walk an index on the order in search of them. If there are more than `few`, no rows are
   * returned, only the count `few + 1`.
   */
  async readAmongFew({ where, limit, few }: { where: SQL; limit: number; few: number }): Promise<RowsAmongFew> {
    const { ref, terms } = this.#shape
    const found = (columns: SQL) =>
      sql`select ${columns} from ${fromSql(ref)} where ${where} limit ${sql.raw(String(few + 1))}`
    const rows = await this.#ctx.db.execute<ResultRow>(sql`
      with found as materialized (select count(*) as n from (${found(sql`1`)}) f)
      select found.n::text as n, q.* from found left join lateral (
        select true as there, ${this.#columns()} from (${found(sql`*`)}) ${sql.identifier(ref.alias)}
        where found.n <= ${sql.raw(String(few))}${orderSql(terms, false)} limit ${limit}) q on true`)
    return {
      count: Number(rows[0]?.n ?? 0),
      rows: rows.filter(({ there }) => there !== null).map((row) => this.#toRow(row)),
    }
  }

  #execute(range: Range): Promise<readonly ResultRow[]> {
    return this.#ctx.db.execute<ResultRow>(this.sqlOf(range))
  }

  sqlOf({ where, branches, backwards, limit, offset = 0 }: Range): SQL {
    const { ref, terms } = this.#shape
    const selects = branches.map(
      (branch) =>
        sql`select ${this.#columns()} from ${fromSql(ref)} where ${where} and ${branch}${orderSql(terms, backwards)} limit ${limit} offset ${offset}`,
    )
    const [only] = selects
    // Each branch has its own limit and they are in order, so the first rows of the union are the first of the order.
    return selects.length === 1 && only
      ? only
      : sql`select * from (${sql.join(
          selects.map((select, index) => sql`(select ${index}::int as branch, b.* from (${select}) b)`),
          sql` union all `,
        )}) u order by branch limit ${limit}`
  }

  #columns(): SQL {
    const ctx = this.#ctx
    const { ref, terms, fields, whole = false } = this.#shape
    const parts = [
      ...(whole ? [] : this.#naming()),
      ...fields.map(
        (field, index) =>
          sql`${whole ? fieldTextSql(ctx, ref, field) : fieldCellSql(ctx, ref, field)} as ${name('c', index)}`,
      ),
      ...fields.map((field, index) =>
        linkOf(field) ? sql`${linkLabel(ctx, ref, field)} as ${name('l', index)}` : null,
      ),
      ...(whole ? [] : this.#namedKeys()),
      ...(this.#withCursor ? terms.map((term, index) => sql`${term.expression}::text as ${name('s', index)}`) : []),
    ].filter((part) => part !== null)
    return sql.join(parts, sql`, `)
  }

  #namedKeys(): SQL[] {
    const { ref, fields } = this.#shape
    return fields.flatMap((field, index) => {
      const named = namedRow(this.#ctx, field)
      return named ? [sql`${namedKeySql(this.#ctx, ref, named)} as ${name('n', index)}`] : []
    })
  }

  /** The key and label of each row, which an export omits. */
  #naming(): SQL[] {
    const { ref } = this.#shape
    return [
      ...ref.table.key.map((column, index) => sql`${columnSql(ref, column)}::text as ${name('k', index)}`),
      sql`${labelSql(this.#ctx, ref)} as label`,
    ]
  }

  #toRow(row: ResultRow): ReadRow {
    const { ref, fields } = this.#shape
    const cursorOf = () => this.#cursorOf(row)
    const keyParts = ref.table.key.map((_, index) => row[`k${index}`] ?? '')
    return {
      key: keyOfRow(this.#ctx, ref.table, keyParts),
      keyParts,
      label: rowLabel(row.label ?? null, ref.table, keyParts),
      cells: fields.map((_, index) => row[`c${index}`] ?? null),
      linkLabels: fields.map((_, index) => row[`l${index}`] ?? null),
      namedKeys: fields.map((_, index) => row[`n${index}`] ?? null),
      // Only needed for the first and the last row of a page.
      get cursor() {
        return cursorOf()
      },
    }
  }

  #cursorOf(row: ResultRow): string | null {
    const { terms } = this.#shape
    const values = terms.map((_, index) => row[`s${index}`] ?? null)
    return this.#withCursor ? encodeCursor(this.#ctx, terms, values) : null
  }
}

const name = (prefix: string, index: number) => sql.identifier(`${prefix}${index}`)

/** The link whose label a list field shows. */
export function linkOf(field: ListField) {
  return field.kind === 'column' ? field.column.link : null
}

function linkLabel(ctx: AdminContext, ref: TableRef, field: ListField): SQL {
  const link = linkOf(field)
  const admin = ctx.site.adminOf(ref.table)
  // The label would reveal the values of the key's other columns to an actor who may not view them.
  if (!link || !link.columns.every((column) => mayViewColumn(ctx, admin, column))) return sql`null::text`
  return linkedLabelSql(ctx, { ref, link })
}
