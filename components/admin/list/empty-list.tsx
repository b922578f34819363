import type { ListPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import * as filters from '../../words/filters'
import * as words from '../../words/list'

/** Why there are no rows, and what to do about it. */
export function EmptyList({ page }: { page: ListPage }) {
  const lower = page.plural.charAt(0).toLowerCase() + page.plural.slice(1)
  if (page.empty === 'no match') {
    return (
      <div className="empty">
        <h2>{words.noneMatch(lower)}</h2>
        <p>{reason(page)}</p>
        <div className="buttons">
          {page.clearFiltersHref !== null && (
            <ButtonLink href={page.clearFiltersHref}>{filters.clearFilters}</ButtonLink>
          )}
          <ButtonLink href={page.wholeHref}>{words.showEverything(lower)}</ButtonLink>
          {page.trashHref !== null && (
            <ButtonLink href={trashSearch(page.trashHref, page.search?.value ?? '')}>{words.searchTrash}</ButtonLink>
          )}
        </div>
      </div>
    )
  }
  if (page.empty === 'none visible') {
    return (
      <div className="empty">
        <h2>{words.noneVisible(lower)}</h2>
        <p>{words.mayBeHidden}</p>
      </div>
    )
  }
  return (
    <div className="empty">
      <h2>{words.noneYet(lower)}</h2>
      <p>{page.addHref === null ? words.willAppear : words.addFirst}</p>
      {page.addHref !== null && (
        <ButtonLink href={page.addHref} variant="primary">
          {words.add(page.singular)}
        </ButtonLink>
      )}
    </div>
  )
}

const trashSearch = (href: string, q: string) =>
  q === '' ? href : `${href}${href.includes('?') ? '&' : '?'}q=${encodeURIComponent(q)}`

function reason(page: ListPage): string {
  const search = page.search?.value ?? ''
  if (page.chips.length === 0) return words.noMatchFor(search)
  return search === '' ? words.noMatchForFilters : words.noMatchForBoth(search)
}
