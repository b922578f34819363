import { badQuery, shorten } from '../errors/bad-query'
import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { FilterNode } from './filters/filter'
import { isFilterName, parseFilters } from './filters/parse-filters'
import { defaultFields } from './list-columns'
import { fieldInAddress, isSortable, type ListField } from './list-field'
import { parseGrouping, type ListGrouping } from './list-group'
import { defaultSort, type SortTerm } from './list-sort'
import { parseTotals, type ListTotal } from './list-totals'
import type { Parameters } from '../site/paths'
import * as listWords from '../words/list'

/** A list's whole state, validated against the admin and the actor: everything it names exists and may be viewed. */
export interface ListState {
  parameters: Parameters
  search: string
  /** All of them must match. */
  filters: readonly FilterNode[]
  sort: readonly SortTerm[]
  fields: readonly ListField[]
  /** Said at the foot of the list, of all rows that match. */
  totals: readonly ListTotal[]
  /** Groups are shown in place of rows. */
  grouping: ListGrouping | null
  size: number
  /** 1-based; null if a cursor gives the position. */
  page: number | null
  after: string | null
  /** '' is the last page. */
  before: string | null
}

/**
 * `view=all` asks for the whole list where the table's plain URL opens a default view or default filters. Its only use is to stand
 * alone: beside other parameters it means nothing.
 */
export const wholeName = 'view'
export const wholeParameter = [wholeName, 'all'] as const

export const defaultPageSize = 100
export const largestPageSize = 1000
const longestSearch = 500
const mostFields = 500
const words = new Set(['q', 'sort', 'page', 'after', 'before', 'size', 'columns', 'totals', 'group', wholeName])

/**
 * Parses a list's query string. A column that the actor may not view is treated like one that does not exist.
 *
 * @throws {AdminError} `BAD_QUERY` naming the parameter, if it is unknown, repeated, or invalid.
 */
export function parseListState(ctx: AdminContext, admin: Admin, parameters: Parameters): ListState {
  const single = new Map<string, string>()
  for (const [name, value] of parameters) {
    if (isFilterName(name)) continue
    if (!words.has(name)) throw badQuery(listWords.noParameter(name))
    if (single.has(name)) throw badQuery(listWords.parameterTwice(name))
    single.set(name, value)
  }
  const whole = single.get(wholeName) ?? 'all'
  if (whole !== 'all') throw badQuery(listWords.noView(shorten(whole)))
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
    totals: parseTotals(ctx, admin, single.get('totals') ?? ''),
    grouping: parseGrouping(ctx, admin, single.get('group')),
    size: parseSize(single.get('size'), admin),
    page: parsePage(single),
    after: single.get('after') ?? null,
    before: single.get('before') ?? null,
  }
}

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

const positionParameters = ['page', 'after', 'before']

/**
 * The query string with some parameters set or, with null, removed. The position in the list is never kept, because it
 * belongs to the old order.
 */
export function queryWith(parameters: Parameters, changes: Readonly<Record<string, string | null>>): string {
  const kept = parameters.filter(([name]) => !(name in changes) && !positionParameters.includes(name))
  const set = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null)
  return new URLSearchParams(withoutIdle([...kept, ...set]).map(([name, value]) => [name, value]))
    .toString()
    .replaceAll('%2C', ',')
}

/** Without a `view=all` that has other parameters beside it, and without a second one. */
export function withoutIdle(parameters: Parameters): Parameters {
  const others = parameters.filter(([name]) => name !== wholeName)
  return others.length > 0 ? others : parameters.slice(0, 1)
}
