import { countLimit, numberFormat, quantityWords, type RowCount } from '../query/count-rows'
import type { ReadRows } from '../query/list-rows'
import { queryWith, type ListState } from '../query/list-state'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import type { ListPager } from './shapes/list'
import * as listWords from '../words/list'

const link = (href: string, query: string) => (query === '' ? href : `${href}?${query}`)

interface ListPosition {
  state: ListState
  rows: ReadRows
  count: RowCount
}

/** “1–100 of 4,210” */
export function rangeLabel(ctx: AdminContext, { state, rows, count }: ListPosition): string {
  const format = (value: number) => numberFormat(ctx.locale).format(value)
  const total = quantityWords(count, ctx.locale)
  const shown = rows.rows.length
  if (shown === 0) return ''
  if (state.page !== null) {
    const first = (state.page - 1) * state.size + 1
    return listWords.rangeOf(format(first), format(first + shown - 1), total)
  }
  if (state.before === '') return listWords.lastOf(format(shown), total)
  return listWords.rowsOf(format(shown), total)
}

/** The links to other pages of the list, as it is known so far. */
export function pagerOf(ctx: AdminContext, admin: Admin, { state, rows, count }: ListPosition): ListPager {
  const href = adminPath(ctx, admin)
  const hrefWith = (changes: Record<string, string | null>) => link(href, queryWith(state.parameters, changes))
  const keyset = admin.table.key.length > 0 && (rows.rows[0]?.cursor ?? null) !== null
  const numbered = state.page !== null && (count.kind === 'exact' || !keyset)
  if (numbered) {
    const page = state.page ?? 1
    const last =
      count.kind === 'exact'
        ? Math.max(1, Math.ceil(count.rows / state.size))
        : Math.min(Math.floor(countLimit / state.size), rows.more ? page + 1 : page)
    const to = (number: number) => hrefWith({ page: number === 1 ? null : String(number) })
    return {
      firstHref: page > 1 ? to(1) : null,
      previousHref: page > 1 ? to(page - 1) : null,
      nextHref: page < last ? to(page + 1) : null,
      lastHref: page < last ? to(last) : null,
      pages:
        last > 1
          ? pageNumbers(page, last).map((number) =>
              number === null ? null : { page: number, href: to(number), current: number === page },
            )
          : [],
    }
  }
  const first = rows.rows[0]?.cursor ?? null
  const last = rows.rows.at(-1)?.cursor ?? null
  return {
    firstHref: rows.before ? hrefWith({}) : null,
    previousHref: rows.before && first !== null ? hrefWith({ before: first }) : null,
    nextHref: rows.more && last !== null ? hrefWith({ after: last }) : null,
    lastHref: rows.more ? hrefWith({ before: '' }) : null,
    pages: [],
  }
}

/** The first page, the last, and two on either side of the current one; null is a gap. */
export function pageNumbers(page: number, last: number): (number | null)[] {
  const wanted = [1, 2, page - 2, page - 1, page, page + 1, page + 2, last - 1, last]
  const numbers = [...new Set(wanted)].filter((number) => number >= 1 && number <= last).toSorted((a, b) => a - b)
  return numbers.flatMap((number, index) => {
    const previous = numbers[index - 1]
    return previous !== undefined && number - previous > 1 ? [null, number] : [number]
  })
}
