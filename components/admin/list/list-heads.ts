import type { ListColumn, ListPage } from '@/admin/client'
import { joinMarkup, markup, type Markup, noMarkup } from '../../ui/markup'
import * as words from '../../words/list'

/** The head row of a list's table: each column's label, a link that sorts by it, and one that adds it to the order. */
export function headsMarkup({ columns }: Pick<ListPage, 'columns'>, selectable: boolean): Markup {
  return markup`<tr>${selectable ? every : noMarkup}${joinMarkup(columns.map((column, index) => head(column, index === 0)))}</tr>`
}

const every = markup`<td class="c"><input type="checkbox" class="every" aria-label="${words.selectPage}" hidden /></td>`

function head(column: ListColumn, first: boolean): Markup {
  const { label, name, edit, sorted, sortHref, addSortHref } = column
  const className = [first ? 'f' : '', column.align === 'right' ? 'n' : ''].filter(Boolean).join(' ')
  const looks = className === '' ? noMarkup : markup` class="${className}"`
  const editing = edit === undefined ? noMarkup : markup` data-edit="${name}"`
  const attributes = markup`${looks}${editing}`
  if (sortHref === null) return markup`<th scope="col"${attributes}>${label}${unread(column)}</th>`
  const order = sorted === null ? noMarkup : markup` aria-sort="${sorted === 'asc' ? 'ascending' : 'descending'}"`
  const also = addSortHref === null ? noMarkup : markup` data-also="${addSortHref}"`
  const then =
    addSortHref === null
      ? noMarkup
      : markup`<a class="also" href="${addSortHref}">${sorted === null ? words.thenBy(label) : words.reverse(label)}</a>`
  return markup`<th scope="col"${attributes}${order}><a href="${sortHref}"${also}${slowTitle(column)}>${label}${signs(column)}</a>${then}</th>`
}

function unread({ notice }: ListColumn): Markup {
  return notice === undefined ? noMarkup : markup`<small class="slow" title="${notice}">${words.notShown}</small>`
}

function slowTitle({ label, slowSort }: ListColumn): Markup {
  return slowSort ? markup` title="${words.slowSort(label)}"` : noMarkup
}

function signs({ sorted, sortRank, slowSort }: ListColumn): Markup {
  const slow = slowSort ? markup`<small class="slow">${words.slow}</small>` : noMarkup
  if (sorted === null) return slow
  const rank = sortRank === null ? noMarkup : markup`<small>${String(sortRank)}</small>`
  return markup`<span aria-hidden="true">${sorted === 'asc' ? '▲' : '▼'}</span>${rank}${slow}`
}
