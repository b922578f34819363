import type { SideViews as SideViewsData } from '@/admin/client'
import * as words from '../../words/views'
import { useViewRows } from '../views/use-view-rows'

/** The views of the current table. Their rows are counted after the page. */
export function SideViews({ views, label }: { views: SideViewsData; label: string }) {
  const rows = useViewRows(views.countsHref, views.links)
  return (
    <ul className="side-views" aria-label={words.titleOf(label)}>
      {views.links.map(({ name, href, current }) => (
        <li key={`${href} ${name}`}>
          <a className="side-link" href={href} title={name} aria-current={current ? 'true' : undefined}>
            {rows.has(href) && <span className="side-rows">{rows.get(href)}</span>}
            {name}
          </a>
        </li>
      ))}
      {views.moreHref !== null && (
        <li>
          <a className="side-link" href={views.moreHref}>
            {words.allViews}
          </a>
        </li>
      )}
    </ul>
  )
}
