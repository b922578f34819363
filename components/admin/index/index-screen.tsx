import { Plus } from 'lucide-react'
import type { HistoryEntry, IndexPage } from '@/admin/client'
import * as words from '../../words/tables'
import * as shared from '../../words/shared'
import { HomeCards } from './home-cards'
import { IndexViews } from './index-views'

interface IndexScreenProps {
  page: IndexPage
  /** Deletes a view that cannot be opened any more. */
  removeView: (data: FormData) => Promise<void>
  /** The h1: the site's title. */
  title?: string
}

/** All tables that this user may see, and the user's recent actions. */
export function IndexScreen({ page, removeView, title = words.title }: IndexScreenProps) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
      </div>
      <HomeCards cards={page.cards} />
      {page.groups.length === 0 && <p className="muted">{words.noAccess}</p>}
      <div className="index">
        <div className="index-groups">
          {page.groups.map((group, index) => (
            <section key={group.label ?? index} aria-label={group.label ?? shared.tables}>
              <h2>{group.label ?? shared.tables}</h2>
              <ul>
                {group.tables.map((table) => (
                  <li key={table.href} className="index-row">
                    <a href={table.href}>{table.label}</a>
                    <span className="count">
                      {table.readOnly && words.readOnly}
                      {table.count}
                    </span>
                    {table.addHref !== null && (
                      <a
                        className="btn quiet icon"
                        href={table.addHref}
                        aria-label={table.addLabel}
                        title={table.addLabel}
                      >
                        <Plus aria-hidden />
                      </a>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        <div>
          <IndexViews
            views={page.views}
            lostViews={page.lostViews}
            countsHref={page.viewCountsHref}
            removeAction={removeView}
          />
          <Recent entries={page.recent} />
        </div>
      </div>
    </div>
  )
}

function Recent({ entries }: { entries: HistoryEntry[] }) {
  return (
    <section aria-label={words.recentActions}>
      <h2>{words.yourRecentActions}</h2>
      {entries.length === 0 && <p className="note recent-none">{words.noneYet}</p>}
      <ol className="recent">
        {entries.map((entry) => (
          <li key={entry.id}>
            <div>
              <span className="muted">{entry.action}</span>{' '}
              {entry.href === null ? (
                entry.record
              ) : (
                <a className="prose-link" href={entry.href}>
                  {entry.record}
                </a>
              )}
            </div>
            <small>
              {entry.table} · <time title={entry.atExact}>{entry.at}</time>
            </small>
          </li>
        ))}
      </ol>
    </section>
  )
}
