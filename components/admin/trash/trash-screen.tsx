import type { TrashPage, TrashRow } from '@/admin/client'
import { Button, ButtonLink } from '../../ui/button'
import { ApplyFilters, EntryPages, WhoAndWhen } from '../activity/entry-filters'
import * as words from '../../words/trash'

/** The deleted rows of a table, as a plain form: ticked rows are restored after a look at what would happen. */
export function TrashScreen({ page }: { page: TrashPage }) {
  const { title, plural, rows, olderHref, newestHref, restoreHref, listHref } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
        <ButtonLink href={listHref}>{words.backTo(plural)}</ButtonLink>
      </div>
      <p className="lead">{words.kept}</p>
      <Filters page={page} />
      {rows.length === 0 ? (
        <p className="entries-none">{nothing(page)}</p>
      ) : (
        <form action={restoreHref ?? undefined} className="trash">
          <table className="grid-table">
            <thead>
              <tr>
                {restoreHref !== null && (
                  <th scope="col">
                    <span className="sr-only">{words.restore}</span>
                  </th>
                )}
                <th scope="col">{words.columns.row}</th>
                <th scope="col">{words.columns.key}</th>
                <th scope="col">{words.columns.at}</th>
                <th scope="col">{words.columns.by}</th>
                <th scope="col">{words.columns.together}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} isTickable={restoreHref !== null} />
              ))}
            </tbody>
          </table>
          {restoreHref !== null && (
            <div className="entries-pages buttons">
              <Button type="submit" variant="primary">
                {words.restoreTicked}
              </Button>
            </div>
          )}
        </form>
      )}
      <EntryPages newer={{ label: words.newest, href: newestHref }} older={{ label: words.older, href: olderHref }} />
    </div>
  )
}

function nothing({ olderHref, filters }: TrashPage): string {
  if (olderHref !== null) return words.noneSoFar
  return filters.clearHref === null ? words.none : words.noneMatch
}

function Row({ row, isTickable }: { row: TrashRow; isTickable: boolean }) {
  const { id, label, key, historyHref, at, atExact, actor, together } = row
  return (
    <tr>
      {isTickable && (
        <td>
          <input type="checkbox" name="entry" value={id} aria-label={words.tick(label)} />
        </td>
      )}
      <td>
        {historyHref === null ? (
          <bdi>{label}</bdi>
        ) : (
          <a className="prose-link" href={historyHref}>
            <bdi>{label}</bdi>
          </a>
        )}
      </td>
      <td className="muted">{key}</td>
      <td>
        <time title={atExact}>{at}</time>
      </td>
      <td>{actor}</td>
      <td className="muted">{together}</td>
    </tr>
  )
}

function Filters({ page: { filters } }: { page: TrashPage }) {
  const { values, clearHref } = filters
  return (
    <form className="activity-filters" role="search">
      <label>
        {words.filters.q}
        <input className="input" name="q" type="search" defaultValue={values.q} data-key="/" autoComplete="off" />
      </label>
      <WhoAndWhen userLabel={words.filters.user} values={values} />
      <ApplyFilters clearHref={clearHref} />
    </form>
  )
}
