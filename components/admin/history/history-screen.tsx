import type { HistoryPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { ChangeList } from './change-list'
import * as words from '../../words/history'
import * as undoWords from '../../words/undo'
import * as shared from '../../words/shared'

/** The changes of a record, newest first. */
export function HistoryScreen({ page }: { page: HistoryPage }) {
  const { title, entries, nextHref, previousHref, recordHref, deleted } = page
  return (
    <div className="page">
      <div className="entries">
        <div className="page-head">
          <h1>{words.title(title)}</h1>
          {recordHref !== null && <ButtonLink href={recordHref}>{words.openRecord}</ButtonLink>}
        </div>
        {deleted && <Notice>{words.deleted}</Notice>}
        {entries.length === 0 && <p className="entries-none">{words.nothingYet}</p>}
        <ol>
          {entries.map((entry) => (
            <li key={entry.id} className="entry">
              <time className="entry-when" title={entry.atExact}>
                {entry.at}
              </time>
              <div>
                <b>{entry.actor}</b> <span className="muted">{lower(entry.action)}</span>{' '}
                {entry.href === null ? (
                  entry.record
                ) : (
                  <a className="prose-link" href={entry.href}>
                    {entry.record}
                  </a>
                )}
                {entry.undoHref !== null && (
                  <>
                    {' '}
                    <a className="entry-undo link" href={entry.undoHref}>
                      {entry.verb === 'delete' ? undoWords.restore : undoWords.undo}
                    </a>
                  </>
                )}
                <ChangeList entry={entry} />
              </div>
            </li>
          ))}
        </ol>
        {(previousHref !== null || nextHref !== null) && (
          <nav className="entries-pages buttons" aria-label={shared.pages}>
            <ButtonLink href={previousHref ?? undefined}>{words.newer}</ButtonLink>
            <ButtonLink href={nextHref ?? undefined}>{words.older}</ButtonLink>
          </nav>
        )}
      </div>
    </div>
  )
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
