import type { CellValue, NeighbourBlock } from '@/admin/client'
import { cellOf } from '../../fields/cells'
import { joinMarkup, markup, type Markup } from '../../ui/markup'
import * as shared from '../../words/shared'

/**
 * The table of a block, with cells as in a list. Its header is only for screen readers, because the values are
 * self-explanatory.
 */
export function blockMarkup({
  rows,
  columns,
  singular,
}: Pick<NeighbourBlock, 'rows' | 'columns' | 'singular'>): Markup {
  const heads = [singular, ...columns.map(({ label }) => label)]
  const head = joinMarkup(heads.map((label) => markup`<th scope="col">${label}</th>`))
  return markup`<thead class="sr-only"><tr>${head}</tr></thead><tbody>${bodyMarkup({ rows, columns })}</tbody>`
}

function bodyMarkup({ rows, columns }: Pick<NeighbourBlock, 'rows' | 'columns'>): Markup {
  return joinMarkup(
    rows.map(({ href, label, cells: values }) => {
      const name = href === null ? markup`${label}` : markup`<a href="${href}">${label}</a>`
      return markup`<tr><th scope="row" class="f">${name}</th>${joinMarkup(
        columns.map((column, index) => cellMarkup(column, values[index] ?? null)),
      )}</tr>`
    }),
  )
}

function cellMarkup(column: NeighbourBlock['columns'][number], value: CellValue): Markup {
  const { label } = column
  const { draw, className = '' } = cellOf(column)
  if (value === null) return markup`<td class="${className} z" title="${label}">${shared.nullValue}</td>`
  const [shown, extra] = typeof value === 'string' ? [value, ''] : value
  return markup`<td class="${className}" title="${label}">${draw(shown, extra)}</td>`
}
