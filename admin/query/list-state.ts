import { AdminError } from '../errors'
import type { FormatContext, Operator } from '../fields/field-type'
import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { defaultFields } from './list-columns'
import { fieldInAddress, isSortable, type ListField } from './list-field'
import { defaultSort, type SortTerm } from './list-sort'
import type { Parameters } from '../site/paths'

export interface ListFilter {
  /** `price.gte` */
  name: string
  column: ColumnModel
  operator: Operator
  /** As typed, for the chip and the form. */
  raw: readonly string[]
  /** PostgreSQL input text. */
  values: readonly string[]
}

/** A list's whole state, parsed against the admin and the actor: whatever is named in it exists and may be seen. */
export interface ListState {
  parameters: Parameters
  search: string
  filters: readonly ListFilter[]
  sort: readonly SortTerm[]
  fields: readonly ListField[]
  size: number
  /** 1-based; null where a cursor says the place. */
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
 * Reads a list's query string. A column that the actor may not view is as unknown as one that does not exist.
 *
 * @throws {AdminError} `BAD_QUERY` naming the parameter, for one that is unknown, repeated, or does not parse.
 */
export function parseListState(ctx: AdminContext, admin: Admin, parameters: Parameters): ListState {
  const single = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (name.includes('.')) continue
    if (!words.has(name)) throw badQuery(`This list has no parameter “${name}”.`)
    if (single.has(name)) throw badQuery(`The parameter “${name}” stands there twice.`)
    single.set(name, value)
  }
  const places = ['page', 'after', 'before'].filter((name) => single.has(name))
  if (places.length > 1) throw badQuery(`“${places.join('” and “')}” do not go together.`)
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
  if (text.includes('\0')) throw badQuery('The search holds a character that no text can have.')
  if (text.length > longestSearch)
    throw badQuery(`A search has at most ${longestSearch} characters; this has ${text.length}.`)
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
  if (page < 1) throw badQuery(`There is no page ${page}.`)
  return page
}

function wholeNumber(name: string, text: string): number {
  if (!/^-?\d{1,10}$/u.test(text)) throw badQuery(`“${name}” takes a whole number, not “${shorten(text)}”.`)
  return Number(text)
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

function namedFields(ctx: AdminContext, admin: Admin, text: string): ListField[] {
  const names = [...new Set(text.split(',').filter(Boolean))]
  if (names.length > mostFields) throw badQuery(`A list shows at most ${mostFields} columns.`)
  return names.map((name) => {
    const field = fieldInAddress(ctx, admin, name)
    if (!field) throw badQuery(`This list has no column “${shorten(name)}”.`)
    return field
  })
}

function parseSort(ctx: AdminContext, admin: Admin, text: string | undefined): readonly SortTerm[] {
  if (text === undefined || text === '') return defaultSort(ctx, admin)
  const seen = new Set<string>()
  return text.split(',').map((part) => {
    const descending = part.startsWith('-')
    const field = fieldInAddress(ctx, admin, descending ? part.slice(1) : part)
    if (!field) throw badQuery(`This list has no column “${shorten(part)}” to sort by.`)
    if (!isSortable(field)) throw badQuery(`“${field.label}” cannot be sorted by.`)
    if (seen.has(field.name)) throw badQuery(`“${field.label}” stands in the order twice.`)
    seen.add(field.name)
    return { field, descending }
  })
}

function parseFilters(ctx: AdminContext, admin: Admin, parameters: Parameters): ListFilter[] {
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
  const column = columnsAllowed(ctx, admin).find((candidate) => escapeName(candidate.name) === name.slice(0, dot))
  if (!column || column.secret) throw badQuery(`This list has no filter “${shorten(name)}”.`)
  const id = name.slice(dot + 1)
  // The same filter twice means either value; only "is" can say so.
  const repeated = values.length > 1 && id === 'eq'
  const operator = column.type.operators.find((candidate) => candidate.id === (repeated ? 'in' : id))
  if (!operator) throw badQuery(`“${column.label}” has no filter “${shorten(id)}”.`)
  if (values.length > 1 && !repeated) throw badQuery(`The filter “${shorten(name)}” stands there twice.`)
  const raws = operator.takes === 'many' && !repeated ? (values[0] ?? '').split(',') : values
  return {
    name,
    column,
    operator,
    raw: raws,
    values: raws.map((value) => parseValue(value, { ctx, column, operator })),
  }
}

interface FilterValue {
  ctx: FormatContext
  column: ColumnModel
  operator: Operator
}

function parseValue(value: string, { ctx, column, operator }: FilterValue): string {
  if (value.includes('\0')) throw badQuery(`The filter on “${column.label}” holds a character that no text can have.`)
  if (operator.takes === 'boolean') {
    if (/^(true|1)$/iu.test(value)) return 'true'
    if (/^(false|0)$/iu.test(value)) return 'false'
    throw badQuery(`The filter on “${column.label}” takes true or false, not “${shorten(value)}”.`)
  }
  if (operator.raw) return value
  const result = column.valueType.schema(column, ctx).safeParse(value)
  if (result.success) return result.data
  throw badQuery(
    `The filter on “${column.label}” does not take “${shorten(value)}”. ${result.error.issues[0]?.message ?? ''}`.trim(),
  )
}

const placeWords = ['page', 'after', 'before']

/** The query string with some words set (or, with null, left out). The place in the list is never kept: it is of the old order. */
export function queryWith(parameters: Parameters, changes: Readonly<Record<string, string | null>>): string {
  const kept = parameters.filter(([name]) => !(name in changes) && !placeWords.includes(name))
  const set = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null)
  return new URLSearchParams([...kept, ...set].map(([name, value]) => [name, value])).toString().replaceAll('%2C', ',')
}
