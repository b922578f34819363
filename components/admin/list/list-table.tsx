import type { CellValue, FilterMeta, ListColumn, ListPage, ListRow } from '@/admin/client'
import { type Cell, cells } from '../../fields/cells'

interface ListTableProps {
  page: ListPage
  selectable: boolean
}

/** Heads and rows. Lean on purpose: a cell is one element wherever it can be. */
export function ListTable({ page, selectable }: ListTableProps) {
  const suffix = page.listQuery === '' ? '' : `?list=${encodeURIComponent(page.listQuery)}`
  const drawers = page.columns.map((column) => drawerOf(column, page.filters))
  return (
    <table className="t" aria-label={page.plural}>
      <thead>
        <tr>
          {selectable && (
            <th className="c">
              <input type="checkbox" className="every" aria-label="Select all rows of this page" hidden />
            </th>
          )}
          {page.columns.map((column, index) => (
            <Head key={column.name} column={column} first={index === 0} />
          ))}
        </tr>
      </thead>
      <tbody>
        {page.rows.map((row, index) => (
          <tr key={row[0] === '' ? index : row[0]}>
            {selectable && (
              <td className="c">
                <input type="checkbox" name="key" value={row[0]} aria-label={`Select ${row[1]}`} />
              </td>
            )}
            {drawers.map((drawer, at) =>
              at === 0
                ? firstCell(row, drawer, page.linked ? `/admin/${page.table}/${row[0]}${suffix}` : null)
                : cell(cellAt(row, at), drawer, at),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function drawerOf({ kind, name }: ListColumn, filters: FilterMeta[]): Cell {
  const cell: Cell = cells[kind]
  const options = filters.find((filter) => filter.name === name)?.options
  return options && cell.withOptions ? cell.withOptions(options) : cell
}

function Head({ column, first }: { column: ListColumn; first: boolean }) {
  const { label, sorted, sortPlace, sortHref, addSortHref, slowSort } = column
  const className = [first ? 'f' : '', column.align === 'right' ? 'n' : ''].filter(Boolean).join(' ') || undefined
  const sort = sorted === null ? undefined : sorted === 'asc' ? 'ascending' : 'descending'
  if (sortHref === null) {
    return (
      <th scope="col" className={className}>
        {label}
      </th>
    )
  }
  return (
    <th scope="col" className={className} aria-sort={sort}>
      <a
        href={sortHref}
        data-also={addSortHref ?? undefined}
        title={slowSort ? `No index serves this order: sorting by ${label} may be slow or stopped` : undefined}
      >
        {label}
        {sorted !== null && <span aria-hidden>{sorted === 'asc' ? '▲' : '▼'}</span>}
        {sortPlace !== null && <small>{sortPlace}</small>}
        {slowSort && sorted === null && <small className="slow">slow</small>}
      </a>
      {addSortHref !== null && (
        <a className="also" href={addSortHref}>
          {sorted === null ? `then by ${label}` : `turn ${label} around`}
        </a>
      )}
    </th>
  )
}

function cellAt(row: ListRow, at: number): CellValue {
  return row[at + 2] ?? null
}

function firstCell(row: ListRow, drawer: Cell, href: string | null) {
  const value = cellAt(row, 0)
  const content = value === null || value === '' ? row[1] : drawn(value, drawer)
  return (
    <th key="0" scope="row" className={drawer.className === undefined ? 'f' : `f ${drawer.className}`}>
      {href === null ? content : <a href={href}>{content}</a>}
    </th>
  )
}

function cell(value: CellValue, drawer: Cell, key: number) {
  if (value === null) {
    return (
      <td key={key} className="z">
        null
      </td>
    )
  }
  const title = drawer.titled && typeof value !== 'string' ? value[1] : undefined
  return (
    <td key={key} className={drawer.className} title={title}>
      {drawn(value, drawer)}
    </td>
  )
}

function drawn(value: string | readonly [string, string], drawer: Cell) {
  return typeof value === 'string' ? drawer.draw(value, '') : drawer.draw(value[0], value[1])
}
