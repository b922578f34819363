import { aliasedTable, is, SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { badQuery, shorten } from '../../errors/bad-query'
import type { LookupAnswer } from '../../fields/field-meta'
import type { FilterOperator } from '../../fields/filter-operators'
import { mayViewColumn } from '../../permissions/columns-allowed'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { escapeName } from '../../schema/keys'
import type { AdminContext } from '../../site/context'
import { type DeclaredFilter, declaredFilters, type FilterChoice } from '../../site/declared-filter'
import type { Admin } from '../../site/site'
import type { TableRef } from '../table-ref'
import type { Filterable, ListFilter } from './filter'
import * as words from '../../words/filters'

const mostChoices = 1_000
const perPage = 20

/** The declared filters of a table that are not columns, as far as the actor may view the columns that they read. */
export function declaredSeen(ctx: AdminContext, admin: Admin): Filterable[] {
  return declaredFilters(admin.options)
    .filter(({ choices }) => !Array.isArray(choices) || choices.length > 0)
    .filter(({ reads }) =>
      reads.every((key) => {
        const column = admin.table.columns.find((candidate) => candidate.key === key)
        // A filter by a secret or personal value would tell it.
        return column !== undefined && !column.secret && column.mask === null && mayViewColumn(ctx, admin, column)
      }),
    )
    .map((filter) => ({
      name: escapeName(filter.id),
      label: filter.label,
      hops: [],
      subject: { kind: 'declared', filter },
      operators: operatorsOf(filter),
    }))
}

function operatorsOf(filter: DeclaredFilter<PgTable>): FilterOperator[] {
  const operator = (id: 'eq' | 'ne' | 'in', takes: 'one' | 'many'): FilterOperator => ({
    id,
    takes,
    test: (raws) => ({ values: raws.map((raw) => checked(filter, raw)), where: () => sql`false` }),
  })
  return [operator('eq', 'one'), operator('ne', 'one'), operator('in', 'many')]
}

const shapes = { number: /^[+-]?\d{1,100}(?:\.\d{1,100})?$/u, date: /^\d{4}-\d{2}-\d{2}$/u }

const isDay = (text: string) => shapes.date.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true

/** @throws {AdminError} `BAD_QUERY` for a value that is not offered, or not of the declared kind. */
function checked({ label, choices, input = 'text' }: DeclaredFilter<PgTable>, raw: string): string {
  if (raw.includes('\0')) throw badQuery(words.noValueLike(label, ''))
  const isKnown = Array.isArray(choices)
    ? choices.some(({ value }) => value === raw)
    : choices !== undefined || input === 'text' || (input === 'date' ? isDay(raw) : shapes.number.test(raw))
  if (!isKnown) throw badQuery(words.noValueLike(label, shorten(raw)))
  return raw
}

/** The condition that a row of `ref` matches a declared filter. */
export function declaredWhere(
  { actor }: AdminContext,
  ref: TableRef,
  { filter, operator, test }: Pick<ListFilter, 'operator' | 'test'> & { filter: DeclaredFilter<PgTable> },
): SQL {
  const table = aliasedTable(ref.table.source as PgTable, ref.alias)
  const conditions = test.values.map((value) => {
    const condition: unknown = filter.where(value, table, { actor })
    // A condition that was forgotten must not mean every row.
    return is(condition, SQL) ? sql`(${condition})` : condition === true ? sql`true` : sql`false`
  })
  const any = sql`(${sql.join(conditions, sql` or `)})`
  return operator.id === 'ne' ? sql`${any} is not true` : any
}

/** The choices of a declared filter; null if its values are typed. */
export async function declaredChoices(
  { actor, db }: AdminContext,
  { choices }: DeclaredFilter<PgTable>,
): Promise<readonly FilterChoice[] | null> {
  if (choices === undefined) return null
  return typeof choices === 'function' ? (await choices({ actor, db })).slice(0, mostChoices) : choices
}

/**
 * The choices of a declared filter, as the picker asks for them; null if the table has no such filter.
 *
 * @param request.column The filter's escaped name.
 * @throws {AdminError} `FORBIDDEN` without permission to view.
 */
export async function declaredLookup(
  ctx: AdminContext,
  admin: Admin,
  request: { column: string; search: string; value?: string | undefined; page?: number },
): Promise<LookupAnswer | null> {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const found = declaredSeen(ctx, admin).find(({ name }) => name === request.column)
  if (found?.subject.kind !== 'declared') return null
  const { search, value, page = 1 } = request
  const all = (await declaredChoices(ctx, found.subject.filter)) ?? []
  const typed = search.trim().toLowerCase()
  const matching = all.filter((choice) =>
    value === undefined ? choice.label.toLowerCase().includes(typed) : choice.value === value,
  )
  const from = (page - 1) * perPage
  const options = matching.slice(from, from + perPage).map((choice) => ({ ...choice, key: '' }))
  return { options, more: matching.length > from + perPage }
}
