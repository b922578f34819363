import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ListPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import * as shared from '../../words/shared'
import * as words from '../../words/list'

/** The current range and links to the adjacent pages, always in view. */
export function PagerMini({ page }: { page: ListPage }) {
  const { previousHref, nextHref } = page.pager
  if (page.rowCount === 0 || page.groups !== null) return null
  return (
    <nav className="pager-mini" aria-label={shared.pages}>
      <span>{page.rangeLabel}</span>
      <ButtonLink variant="quiet" icon href={previousHref ?? undefined} aria-label={words.previousPage} rel="prev">
        <ChevronLeft aria-hidden />
      </ButtonLink>
      <ButtonLink variant="quiet" icon href={nextHref ?? undefined} aria-label={words.nextPage} rel="next">
        <ChevronRight aria-hidden />
      </ButtonLink>
    </nav>
  )
}

/** Below the rows: first, last and numbered pages, and the number of rows per page. */
export function ListFoot({ page }: { page: ListPage }) {
  const { firstHref, previousHref, nextHref, lastHref, pages } = page.pager
  const several = previousHref !== null || nextHref !== null
  return (
    <div className="list-foot">
      <span>{page.rangeLabel}</span>
      {several && (
        <nav className="pages" aria-label={words.allPages}>
          {firstHref !== null && pages.length === 0 && <a href={firstHref}>{words.first}</a>}
          {previousHref !== null && <a href={previousHref}>{words.previous}</a>}
          {pages.map((entry, index) =>
            entry === null ? (
              <span key={`gap ${index}`}>…</span>
            ) : (
              <a
                key={entry.page}
                href={entry.href}
                aria-label={words.page(entry.page)}
                aria-current={entry.current ? 'page' : undefined}
              >
                {entry.page}
              </a>
            ),
          )}
          {nextHref !== null && <a href={nextHref}>{words.next}</a>}
          {lastHref !== null && pages.length === 0 && <a href={lastHref}>{words.last}</a>}
        </nav>
      )}
      {page.sizes.length > 0 && (
        <nav className="pages" aria-label={words.pageSizes}>
          {page.sizes.map(({ size, href, current }) => (
            <a key={size} href={href} aria-current={current ? 'true' : undefined}>
              {size}
            </a>
          ))}
          <span>{words.pageSize}</span>
        </nav>
      )}
    </div>
  )
}
