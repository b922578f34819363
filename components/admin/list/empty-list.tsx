import type { ListPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'

/** Why there are no rows, and what to do about it. */
export function EmptyList({ page }: { page: ListPage }) {
  const lower = page.plural.charAt(0).toLowerCase() + page.plural.slice(1)
  if (page.empty === 'no match') {
    return (
      <div className="empty">
        <h2>No {lower} match</h2>
        <p>{reason(page)}</p>
        <div className="flex justify-center gap-2">
          {page.clearFiltersHref !== null && <ButtonLink href={page.clearFiltersHref}>Clear filters</ButtonLink>}
          <ButtonLink href={page.href}>Show all {lower}</ButtonLink>
        </div>
      </div>
    )
  }
  if (page.empty === 'none visible') {
    return (
      <div className="empty">
        <h2>No {lower} for you to see</h2>
        <p>There may be rows that you do not have permission to see. Ask an administrator.</p>
      </div>
    )
  }
  return (
    <div className="empty">
      <h2>No {lower} yet</h2>
      <p>
        {page.addHref === null ? 'Rows will appear here once they are added.' : 'Add the first one to get started.'}
      </p>
      {page.addHref !== null && (
        <ButtonLink href={page.addHref} variant="primary">
          Add {page.singular}
        </ButtonLink>
      )}
    </div>
  )
}

function reason(page: ListPage): string {
  const search = page.search?.value ?? ''
  if (page.chips.length === 0) return `No matches for “${search}”.`
  return search === '' ? 'No rows match all the filters.' : `No rows match both the filters and “${search}”.`
}
