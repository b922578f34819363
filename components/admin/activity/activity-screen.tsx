import type { ActivityEntry, ActivityPage } from '@/admin/client'
import { ButtonLink } from '../../ui/button'
import { ApplyFilters, ChoiceFilter, EntryPages, WhoAndWhen } from './entry-filters'
import * as undoWords from '../../words/undo'
import * as words from '../../words/activity'

/** The changes of all tables, newest first, with filters as a plain form. */
export function ActivityScreen({ page }: { page: ActivityPage }) {
  const { entries, olderHref, newestHref } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.title}</h1>
      </div>
      <Filters page={page} />
      {entries.length === 0 && <p className="entries-none">{words.none}</p>}
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      <EntryPages newer={{ label: words.newest, href: newestHref }} older={{ label: words.older, href: olderHref }} />
    </div>
  )
}

function Filters({ page: { filters, clearHref, undoHref } }: { page: ActivityPage }) {
  const { values, tables, kinds } = filters
  return (
    <form className="activity-filters" role="search">
      {values.change !== '' && (
        <>
          <input type="hidden" name="change" value={values.change} />
          <p className="note">{words.oneChange}</p>
        </>
      )}
      <ChoiceFilter
        name="table"
        label={words.filters.table}
        all={words.allTables}
        options={tables}
        value={values.table}
      />
      <ChoiceFilter name="kind" label={words.filters.kind} all={words.allKinds} options={kinds} value={values.kind} />
      <WhoAndWhen userLabel={words.filters.user} values={values} />
      <ApplyFilters clearHref={clearHref}>
        {undoHref !== null && <ButtonLink href={undoHref}>{words.undoAll}</ButtonLink>}
      </ApplyFilters>
    </form>
  )
}

function Entry({ entry }: { entry: ActivityEntry }) {
  const { at, atExact, actor, action, verb, record, href, table, columns, changeHref, undoHref } = entry
  return (
    <li className="activity-entry">
      <time className="entry-when" title={atExact}>
        {at}
      </time>
      <div>
        <b>{actor}</b> <span className="muted">{`${action.charAt(0).toLowerCase()}${action.slice(1)} ${table}`}</span>{' '}
        {href === null ? (
          <bdi>{record}</bdi>
        ) : (
          <a className="prose-link" href={href}>
            <bdi>{record}</bdi>
          </a>
        )}
        {columns.length > 0 && <span className="muted">: {columns.join(', ')}</span>}
      </div>
      <span className="activity-links">
        {changeHref !== null && (
          <a className="link" href={changeHref}>
            {words.wholeChange}
          </a>
        )}
        {undoHref !== null && (
          <a className="link" href={undoHref}>
            {verb === 'delete' ? undoWords.restore : undoWords.undo}
          </a>
        )}
      </span>
    </li>
  )
}
