import { isBlank, type CellValue, type DrawnColumn, type FilterMeta, type ListRow } from '@/admin/client'
import { type Cell, cellOf } from '../../fields/cells'
import type { DocumentList } from './list-beside'
import { groupsMarkup } from './groups-table'
import { headsMarkup } from './list-heads'
import { totalsRow } from './totals-row'
import { markup, type Markup, joinMarkup, noMarkup } from '../../ui/markup'
import * as shared from '../../words/shared'
import * as words from '../../words/list'

/**
 * A list's table as markup instead of elements: a thousand elements cost more than the rest of the page, on the server
 * and again in the browser.
 */
export function tableMarkup(page: DocumentList, selectable: boolean): Markup {
  return markup`<thead>${headsMarkup(page, selectable)}</thead><tbody>${page.groups ? groupsMarkup(page) : rowsMarkup(page, selectable)}</tbody>${totalsRow(page, selectable)}`
}

/** What drawing the rows of a list takes. */
type DrawnRows = Pick<DocumentList, 'href' | 'linked' | 'listQuery' | 'filters' | 'rows' | 'inputs'> & {
  columns: readonly DrawnColumn[]
}

/** The body of a list's table, as markup for the same reason. A cell is a single element if possible. */
export function rowsMarkup(page: DrawnRows, selectable: boolean): Markup {
  const suffix = page.listQuery === '' ? '' : `?list=${encodeURIComponent(page.listQuery)}`
  const drawers = page.columns.map((column) => drawerOf(column, page.filters))
  return joinMarkup(
    page.rows.map((row) => {
      const href = page.linked && row[0] !== '' ? `${page.href}/${row[0]}${suffix}` : null
      const rest = drawers.map((drawer, index) =>
        index === 0 ? firstCell(row, drawer, href) : cell(cellAt(row, index), drawer, page.inputs?.[row[0]]?.[index]),
      )
      return markup`<tr>${selectable ? tick(row) : noMarkup}${joinMarkup(rest)}</tr>`
    }),
  )
}

function drawerOf(column: DrawnColumn, filters: FilterMeta[]): Cell {
  const { name, edit } = column
  const drawer = cellOf(column)
  const options = filters.find((filter) => filter.name === name)?.options
  const known = options && drawer.withOptions ? drawer.withOptions(options) : drawer
  return edit === 'direct'
    ? { ...known, className: known.className === undefined ? 'e' : `${known.className} e` }
    : known
}

function cellAt(row: ListRow, index: number): CellValue {
  return row[index + 2] ?? null
}

function tick(row: ListRow): Markup {
  return markup`<td class="c"><input type="checkbox" name="key" value="${row[0]}" aria-label="${words.selectRow(row[1])}" /></td>`
}

/** The cell with the link to the record. If its column is empty, it shows the row's label. */
function firstCell(row: ListRow, drawer: Cell, href: string | null): Markup {
  const value = cellAt(row, 0)
  const shown = value === null || typeof value === 'string' ? value : value[0]
  const content =
    shown === null || value === null || isBlank(shown)
      ? markup`${row[1]}`
      : // Links cannot be nested, so a relation in the first column is shown as text.
        href !== null && drawer.linked && value !== shown
        ? (drawer.within?.(shown, value[1] ?? '') ?? drawer.draw(shown, ''))
        : drawn(value, drawer)
  const className = drawer.className === undefined ? 'f' : `f ${drawer.className}`
  if (href === null) return markup`<th scope="row" class="${className}">${content}</th>`
  return markup`<th scope="row" class="${className}"><a href="${href}">${content}</a></th>`
}

const nullCell = markup`<td class="z">${shared.nullValue}</td>`
/** Those of columns of numbers, and of columns that a click edits, by the class of their other cells. */
const nulls: Record<string, Markup | undefined> = {
  n: markup`<td class="n z">${shared.nullValue}</td>`,
  'n e': markup`<td class="n z e">${shared.nullValue}</td>`,
  ...Object.fromEntries(
    ['e', 'b e', 'm e', 'q e'].map((name) => [name, markup`<td class="z e">${shared.nullValue}</td>`]),
  ),
}

function cell(value: CellValue, drawer: Cell, input: Markup | undefined): Markup {
  if (input !== undefined) return inputCell(value, drawer, input)
  if (value === null) return nulls[drawer.className ?? ''] ?? nullCell
  const content = drawn(value, drawer)
  if (drawer.titled && typeof value !== 'string')
    return markup`<td title="${value[1]}"${drawer.className === undefined ? noMarkup : markup` class="${drawer.className}"`}>${content}</td>`
  return drawer.className === undefined
    ? markup`<td>${content}</td>`
    : markup`<td class="${drawer.className}">${content}</td>`
}

/** Of both, the browser shows one: the input if it has no JavaScript. */
function inputCell(value: CellValue, drawer: Cell, input: Markup): Markup {
  const content = value === null ? markup`${shared.nullValue}` : drawn(value, drawer)
  const className = `${drawer.className ?? ''}${value === null ? ' z' : ''}`
  return markup`<td class="${className}"><span class="js">${content}</span><noscript>${input}</noscript></td>`
}

function drawn(value: string | readonly [string, string], drawer: Cell): Markup {
  return typeof value === 'string' ? drawer.draw(value, '') : drawer.draw(value[0], value[1])
}
