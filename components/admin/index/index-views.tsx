'use client'

import type { IndexPage } from '@/admin/client'
import * as words from '../../words/views'
import { useViewRows } from '../views/use-view-rows'

interface IndexViewsProps extends Pick<IndexPage, 'views'> {
  countsHref: string
}

/** The saved views of all lists. Their rows are counted after the page. */
export function IndexViews({ views, countsHref }: IndexViewsProps) {
  const rows = useViewRows(countsHref, views)
  if (views.length === 0) return null
  return (
    <section aria-label={words.title} className="index-views">
      <h2>{words.title}</h2>
      <ul>
        {views.map(({ name, href, table }) => (
          <li key={href + name} className="index-row">
            <a href={href}>{name}</a>
            <span className="count">
              {table}
              {rows.has(href) && <b className="view-rows">{rows.get(href)}</b>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
