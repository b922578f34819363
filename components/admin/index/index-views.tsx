'use client'

import type { IndexPage } from '@/admin/client'
import { Button } from '../../ui/button'
import * as words from '../../words/views'
import { useViewRows } from '../views/use-view-rows'

interface IndexViewsProps extends Pick<IndexPage, 'views' | 'lostViews'> {
  countsHref: string
  /** Deletes the lost view `view`. */
  removeAction: (data: FormData) => Promise<void>
}

/** The saved views of all lists. Their rows are counted after the page. */
export function IndexViews({ views, lostViews, countsHref, removeAction }: IndexViewsProps) {
  const rows = useViewRows(countsHref, views)
  if (views.length + lostViews.length === 0) return null
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
      {lostViews.length > 0 && (
        <form action={removeAction}>
          <ul>
            {lostViews.map(({ id, name, note }) => (
              <li key={id} className="lost-view">
                <span>
                  {name} <small className="muted">{note}</small>
                </span>
                <Button type="submit" name="view" value={id} aria-label={words.removeOf(name)}>
                  {words.remove}
                </Button>
              </li>
            ))}
          </ul>
        </form>
      )}
    </section>
  )
}
