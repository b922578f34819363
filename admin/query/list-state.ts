import { AdminError } from '../errors'
import type { FormatContext, Operator } from '../fields/field-type'
import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { ManyRelation } from '../site/many'
import { defaultFields } from './list-columns'
import { fieldInAddress, isSortable, type ListField } from './list-field'
import { defaultSort, type SortTerm } from './list-sort'
import { manySeen } from './many-rows'
import type { Parameters } from '../site/paths'
import * as listWords from '../words/list'
import * as filtersWords from '../words/filters'

export interface ListFilter {
  /** `price.gte` */
  name: string
  label: string
  /** For a many-to-many relation, the column of its join table that refers to the other side. */
  column: ColumnModel
  many: ManyRelation | null
  operator: Operator
  /** As typed, for the chip and the form. */
  raw: readonly string[]
  /** As input for PostgreSQL. */
  values: readonly string[]
}

/** A list's whole state, validated against the admin and the actor: everything it names exists and may be viewed. */
export interface ListState {
  parameters: Parameters
  search: string
  filters: readonly ListFilter[]
  sort: readonly SortTerm[]
  fields: readonly ListField[]
  size: number
  /** 1-based; null if a cursor gives the position. */
  page: number | null
  after: string | null
  /** '' is the last page. */
  before: string | null
}

export const defaultPageSize = 100
export const largestPageSize = 1000
const longestSearch = 500
const mostFields = 500
const words = new Set(['q', 'sort', 'page', 'after', 'before', 'size', 'columns'])

/**
 * Parses a list's query string. A column that the actor may not view is treated like one that does not exist.
 *
 * @throws {AdminError} `BAD_QUERY` naming the parameter, if it is unknown, repeated, or invalid.
 */
export function parseListState(ctx: AdminContext, admin: Admin, parameters: Parameters): ListState {
  const single = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (name.includes('.')) continue
    if (!words.has(name)) throw badQuery(listWords.noParameter(name))
    if (single.has(name)) throw badQuery(listWords.parameterTwice(name))
    single.set(name, value)
  }
  const positions = ['page', 'after', 'before'].filter((name) => single.has(name))
  if (positions.length > 1) throw badQuery(listWords.notTogether(positions.join('” and “')))
  const fields = single.has('columns')
    ? namedFields(ctx, admin, single.get('columns') ?? '')
    : defaultFields(ctx, admin)
  return {
    parameters,
    search: parseSearch(single.get('q') ?? ''),
    filters: parseFilters(ctx, admin, parameters),
    sort: parseSort(ctx, admin, single.get('sort')),
    fields:
      fields.length > 0
        ? fields
        : columnsAllowed(ctx, admin)
            .slice(0, 1)
            .map((column) => ({ kind: 'column', name: escapeName(column.name), label: column.label, column })),
    size: parseSize(single.get('size'), admin),
    page: parsePage(single),
    after: single.get('after') ?? null,
    before: single.get('before') ?? null,
  }
}

const badQuery = (message: string) => new AdminError('BAD_QUERY', message)

function parseSearch(text: string): string {
  if (text.includes('\0')) throw badQuery(listWords.searchCharacter)
  if (text.length > longestSearch) throw badQuery(listWords.searchTooLong(longestSearch, text.length))
  return text.trim()
}

function parseSize(text: string | undefined, admin: Admin): number {
  const size = text === undefined ? (admin.options.list?.pageSize ?? defaultPageSize) : wholeNumber('size', text)
  return Math.min(Math.max(size, 1), largestPageSize)
}

function parsePage(single: ReadonlyMap<string, string>): number | null {
  const text = single.get('page')
  if (text === undefined) return single.has('after') || single.has('before') ? null : 1
  const page = wholeNumber('page', text)
  if (page < 1) throw badQuery(listWords.noPage(page))
  return page
}

function wholeNumber(name: string, text: string): number {
  if (!/^-?\d{1,10}$/u.test(text)) throw badQuery(listWords.wholeNumber(name, shorten(text)))
  return Number(text)
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

function namedFields(ctx: AdminContext, admin: Admin, text: string): ListField[] {
  const names = [...new Set(text.split(',').filter(Boolean))]
  if (names.length > mostFields) throw badQuery(listWords.tooManyColumns(mostFields))
  return names.map((name) => {
    const field = fieldInAddress(ctx, admin, name)
    if (!field) throw badQuery(listWords.noColumn(shorten(name)))
    return field
  })
}

function parseSort(ctx: AdminContext, admin: Admin, text: string | undefined): readonly SortTerm[] {
  if (text === undefined || text === '') return defaultSort(ctx, admin)
  const seen = new Set<string>()
  return text.split(',').map((part) => {
    const descending = part.startsWith('-')
    const field = fieldInAddress(ctx, admin, descending ? part.slice(1) : part)
    if (!field) throw badQuery(listWords.noSortColumn(shorten(part)))
    if (!isSortable(field)) throw badQuery(listWords.notSortable(field.label))
    if (seen.has(field.name)) throw badQuery(listWords.sortedTwice(field.label))
    seen.add(field.name)
    return { field, descending }
  })
}

/**
 * The filters among a list's parameters.
 *
 * @throws {AdminError} `BAD_QUERY` naming the parameter.
 */
export function parseFilters(ctx: AdminContext, admin: Admin, parameters: Parameters): ListFilter[] {
  const raw = new Map<string, string[]>()
  for (const [name, value] of parameters) if (name.includes('.')) raw.set(name, [...(raw.get(name) ?? []), value])
  return [...raw].map(([name, values]) => parseFilter(ctx, admin, { name, values }))
}

function parseFilter(
  ctx: AdminContext,
  admin: Admin,
  { name, values }: { name: string; values: string[] },
): ListFilter {
  const dot = name.lastIndexOf('.')
  const found = filtered(ctx, admin, name.slice(0, dot))
  if (!found) throw badQuery(filtersWords.noFilter(shorten(name)))
  const { column, label, operators } = found
  const id = name.slice(dot + 1)
  // The same filter twice means either value; only "is" supports that.
  const repeated = values.length > 1 && id === 'eq'
  const operator = operators.find((candidate) => candidate.id === (repeated ? 'in' : id))
  if (!operator) throw badQuery(filtersWords.noOperator(label, shorten(id)))
  if (values.length > 1 && !repeated) throw badQuery(filtersWords.filterTwice(shorten(name)))
  const raws = operator.takes === 'many' && !repeated ? (values[0] ?? '').split(',') : values
  return {
    name,
    label,
    column,
    many: found.many,
    operator,
    raw: raws,
    values: raws.map((value) => parseValue(value, { ctx, column, operator })),
  }
}

/** What can be filtered by: a column, or the rows on the other side of a many-to-many relation. */
export interface Filterable {
  /** In URLs, escaped. */
  name: string
  label: string
  column: ColumnModel
  many: ManyRelation | null
  operators: readonly Operator[]
}

export function filterableColumn(column: ColumnModel): Filterable | null {
  if (column.secret || column.type.operators.length === 0) return null
  return {
    ...columnFilter(column),
    operators: column.type.operators.filter(({ id }) => id !== 'null' || !column.notNull),
  }
}

const manyOperators = new Set(['eq', 'ne', 'in', 'null'])

/** Null if rows of the other side are identified by several columns. */
export function filterableMany(many: ManyRelation): Filterable | null {
  const [column, ...more] = many.way.join.other.columns
  if (!column || more.length > 0) return null
  const operators = column.type.operators.filter(({ id }) => manyOperators.has(id))
  return { name: escapeName(many.name), label: many.label, column, many, operators }
}

function filtered(ctx: AdminContext, admin: Admin, name: string): Filterable | null {
  const column = columnsAllowed(ctx, admin).find((candidate) => escapeName(candidate.name) === name)
  // A NOT NULL column can be asked for NULL as well: a saved URL may be older than the constraint.
  if (column) return column.secret ? null : { ...columnFilter(column), operators: column.type.operators }
  const many = manySeen(ctx, admin).find((candidate) => escapeName(candidate.name) === name)
  return many ? filterableMany(many) : null
}

const columnFilter = (column: ColumnModel) => ({
  name: escapeName(column.name),
  label: column.label,
  column,
  many: null,
})

interface FilterValue {
  ctx: FormatContext
  column: ColumnModel
  operator: Operator
}

function parseValue(value: string, { ctx, column, operator }: FilterValue): string {
  if (value.includes('\0')) throw badQuery(filtersWords.filterCharacter(column.label))
  if (operator.takes === 'boolean') {
    if (/^(true|1)$/iu.test(value)) return 'true'
    if (/^(false|0)$/iu.test(value)) return 'false'
    throw badQuery(filtersWords.filterBoolean(column.label, shorten(value)))
  }
  if (operator.raw) return value
  const result = column.valueType.schema(column, ctx).safeParse(value)
  if (result.success) return result.data
  throw badQuery(filtersWords.filterValue(column.label, shorten(value), result.error.issues[0]?.message ?? '').trim())
}

const positionParameters = ['page', 'after', 'before']

/**
 * The query string with some parameters set or, with null, removed. The position in the list is never kept, because it
 * belongs to the old order.
 */
export function queryWith(parameters: Parameters, changes: Readonly<Record<string, string | null>>): string {
  const kept = parameters.filter(([name]) => !(name in changes) && !positionParameters.includes(name))
  const set = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null)
  return new URLSearchParams([...kept, ...set].map(([name, value]) => [name, value])).toString().replaceAll('%2C', ',')
}
