import type { HistoryPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { ChangeList } from './change-list'

/** Who changed what, when; newest first. */
export function HistoryScreen({ page }: { page: HistoryPage }) {
  const { title, entries, nextHref, previousHref, recordHref, deleted } = page
  return (
    <div className="page">
      <div className="entries">
        <div className="page-head">
          <h1>History of {title}</h1>
          {recordHref !== null && <ButtonLink href={recordHref}>Open the record</ButtonLink>}
        </div>
        {deleted && <Notice>This row has been deleted. Only its history remains.</Notice>}
        {entries.length === 0 && <p className="py-6 text-muted">Nothing has been recorded yet.</p>}
        <ol>
          {entries.map((entry) => (
            <li key={entry.id} className="entry">
              <time className="entry-when" title={entry.atExact}>
                {entry.at}
              </time>
              <div>
                <b className="font-medium">{entry.actor}</b> <span className="text-muted">{lower(entry.action)}</span>{' '}
                {entry.href === null ? (
                  entry.record
                ) : (
                  <a className="prose-link" href={entry.href}>
                    {entry.record}
                  </a>
                )}
                <ChangeList entry={entry} />
              </div>
            </li>
          ))}
        </ol>
        {(previousHref !== null || nextHref !== null) && (
          <nav className="mt-4 flex gap-2" aria-label="Pages">
            <ButtonLink href={previousHref ?? undefined}>Newer</ButtonLink>
            <ButtonLink href={nextHref ?? undefined}>Older</ButtonLink>
          </nav>
        )}
      </div>
    </div>
  )
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
