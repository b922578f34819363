import type { CellValue, NeighbourBlock } from '@/admin/client'
import { cells } from '../../fields/cells'
import { joinMarkup, markup, type Markup } from '../../ui/markup'

/** The body of a block's table, drawn as a list draws its cells. */
export function blockMarkup({ rows, columns }: Pick<NeighbourBlock, 'rows' | 'columns'>): Markup {
  return joinMarkup(
    rows.map(({ href, label, cells: values }) => {
      const name = href === null ? markup`${label}` : markup`<a href="${href}">${label}</a>`
      return markup`<tr><th scope="row" class="f">${name}</th>${joinMarkup(
        columns.map((column, index) => cellMarkup(column, values[index] ?? null)),
      )}</tr>`
    }),
  )
}

function cellMarkup({ kind, label }: NeighbourBlock['columns'][number], value: CellValue): Markup {
  const { draw, className = '' } = cells[kind]
  if (value === null) return markup`<td class="${className} z" title="${label}">null</td>`
  const [shown, extra] = typeof value === 'string' ? [value, ''] : value
  return markup`<td class="${className}" title="${label}">${draw(shown, extra)}</td>`
}
