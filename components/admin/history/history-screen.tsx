import type { HistoryPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { ChangeList } from './change-list'
import * as words from '../../words/history'
import * as undoWords from '../../words/undo'
import { ApplyFilters, ChoiceFilter, EntryPages } from '../activity/entry-filters'

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
        <Filters page={page} />
        {entries.length === 0 && (
          <p className="entries-none">{page.filters.clearHref === null ? words.nothingYet : words.noneMatch}</p>
        )}
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
                {entry.rowHref !== undefined && (
                  <>
                    {' '}
                    <a className="entry-undo link" href={entry.rowHref}>
                      {words.lookAt}
                    </a>
                  </>
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
        <EntryPages newer={{ label: words.newer, href: previousHref }} older={{ label: words.older, href: nextHref }} />
      </div>
    </div>
  )
}

function Filters({ page: { filters, entries } }: { page: HistoryPage }) {
  const { columns, users, values, clearHref } = filters
  if (clearHref === null && entries.length < 2) return null
  return (
    <form className="activity-filters" role="search">
      <ChoiceFilter
        name="column"
        label={words.filters.column}
        all={words.allColumns}
        options={columns}
        value={values.column}
      />
      <label>
        {words.filters.user}
        <input
          className="input"
          name="user"
          list="history-users"
          defaultValue={values.user}
          placeholder={words.email}
          autoComplete="off"
        />
      </label>
      <datalist id="history-users">
        {users.map((user) => (
          <option key={user} value={user} />
        ))}
      </datalist>
      <ApplyFilters clearHref={clearHref} />
    </form>
  )
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
