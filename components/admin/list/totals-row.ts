import type { ListPage } from '@/admin/client'
import { joinMarkup, markup, type Markup, noMarkup } from '../../ui/markup'
import * as words from '../../words/totals'
import { hrefWith } from './list-href'

type Totals = Pick<ListPage, 'totals' | 'totalValues' | 'href' | 'wholeHref' | 'listQuery'>

/**
 * The foot of a list's table: the totals of each column below it. Their values are filled in where they were not read with the
 * page.
 */
export function totalsRow(page: Totals & Pick<ListPage, 'columns'>, selectable: boolean): Markup {
  const shown = page.totals.filter((total) => total.shown)
  if (shown.length === 0) return noMarkup
  const cells = page.columns.map(({ name, align }, index) => {
    const own = shown.filter(({ column }) => column === name)
    const className = [index === 0 ? 'f' : '', align === 'right' ? 'n' : ''].filter(Boolean).join(' ')
    return markup`<td class="${className}">${joinMarkup(own.map((total) => totalEntry(page, total)))}</td>`
  })
  return markup`<tfoot><tr>${selectable ? markup`<td class="c"></td>` : noMarkup}${joinMarkup(cells)}</tr></tfoot>`
}

/** The totals of columns that are not shown, which stand below the table. */
export function otherTotals(page: Totals): Markup {
  const others = page.totals.filter(({ shown }) => !shown)
  return joinMarkup(
    others.map((total) => totalEntry(page, { ...total, total: words.ofColumn(total.total, total.label) })),
  )
}

/** A total with the link that removes it. */
function totalEntry(page: Totals, { name, label, total }: Totals['totals'][number]): Markup {
  const rest = page.totals.filter((other) => other.name !== name).map((other) => other.name)
  const href = hrefWith(page, { totals: rest.join(',') || null })
  return markup`<div class="total"><a class="total-off" href="${href}" title="${words.removeTotal(total, label)}" aria-label="${words.removeTotal(total, label)}">${words.off}</a><span>${total}</span> <b data-total="${name}">${valueText(page.totalValues, name)}</b></div>`
}

/** The value of a total as a text. */
export function valueText(read: ListPage['totalValues'], name: string): string {
  if (read === null) return words.loading
  const value = read.values[name]
  return value === undefined ? words.notComputed : (value ?? words.nothing)
}
