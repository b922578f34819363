import { useMemo } from 'react'
import type { ListColumn, ListPage } from '@/admin/client'
import { rowsMarkup } from './list-rows'

interface ListTableProps {
  page: ListPage
  selectable: boolean
}

/** Heads as components, rows as one piece of markup: see `rowsMarkup`. */
export function ListTable({ page, selectable }: ListTableProps) {
  const rows = useMemo(() => ({ __html: rowsMarkup(page, selectable).html }), [page, selectable])
  return (
    <table className="t" aria-label={page.plural}>
      <thead>
        <tr>
          {selectable && (
            <td className="c">
              <input type="checkbox" className="every" aria-label="Select all rows of this page" hidden />
            </td>
          )}
          {page.columns.map((column, index) => (
            <Head key={column.name} column={column} first={index === 0} />
          ))}
        </tr>
      </thead>
      <tbody dangerouslySetInnerHTML={rows} />
    </table>
  )
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
          {sorted === null ? `Then by ${label}` : `Reverse ${label}`}
        </a>
      )}
    </th>
  )
}
