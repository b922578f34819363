import type { ListGroup, ListPage } from '@/admin/client'
import { joinMarkup, markup, type Markup, noMarkup } from '../../ui/markup'
import * as words from '../../words/groups'
import * as totalWords from '../../words/totals'

/** The body of the table of a grouped list: a row for each group, with its totals below the heads of their columns. */
export function groupsMarkup(page: Pick<ListPage, 'groups' | 'totals' | 'columns'>): Markup {
  return joinMarkup((page.groups?.rows ?? []).map((group) => groupRow(page, group)))
}

function groupRow({ totals, columns }: Pick<ListPage, 'totals' | 'columns'>, group: ListGroup): Markup {
  const cells = columns.slice(1).map(({ name, align }) => {
    const own = totals.filter(({ column }) => column === name)
    const values = own.map(
      (total) =>
        markup`<div class="total"><span>${total.total}</span> <b>${group.totals[total.name] ?? totalWords.nothing}</b></div>`,
    )
    return markup`<td class="${align === 'right' ? 'n' : ''}">${joinMarkup(values)}</td>`
  })
  return markup`<tr class="group"><th scope="row" class="f">${groupHead(group)}${firstTotals({ totals, columns }, group)}</th>${joinMarkup(cells)}</tr>`
}

function groupHead({ label, rows, href }: ListGroup): Markup {
  const name = href === null ? markup`<span>${label}</span>` : markup`<a href="${href}">${label}</a>`
  const button =
    href === null
      ? noMarkup
      : markup`<button type="button" class="fold" aria-expanded="false" aria-label="${words.showRows(label)}">${words.fold}</button>`
  return markup`<div class="group-head">${button}${name}<span class="group-rows">${rows}</span></div>`
}

/** The first column has the names of the groups, and then its own totals. */
function firstTotals({ totals, columns }: Pick<ListPage, 'totals' | 'columns'>, group: ListGroup): Markup {
  const own = totals.filter(({ column }) => column === columns[0]?.name)
  return joinMarkup(
    own.map(
      ({ name, total }) =>
        markup`<div class="total"><span>${total}</span> <b>${group.totals[name] ?? totalWords.nothing}</b></div>`,
    ),
  )
}
