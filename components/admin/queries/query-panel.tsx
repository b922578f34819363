import type { PanelQuery, QueryPanel as QueryPanelData } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { Menu } from '../../ui/menu'
import * as words from '../../words/queries'

/** The queries of this page, for superusers. */
export function QueryPanel({ panel }: { panel: QueryPanelData }) {
  const { queries, ms } = panel
  const repeated = queries.some(({ times }) => times > 1)
  const failed = queries.some((query) => query.failed !== null)
  return (
    <Menu
      end
      quiet
      arrow={false}
      className="queries desktop-only"
      ariaLabel={words.queriesCounted(queries.length)}
      label={
        <span>
          {words.total(queries.length, ms)}
          {(repeated || failed) && <b aria-hidden> !</b>}
        </span>
      }
    >
      <h2>{words.queriesOfPage}</h2>
      <p className="muted">{words.excluded}</p>
      <ol>
        {queries.map((query, index) => (
          <Query key={`${index} ${query.sql.length}`} query={query} />
        ))}
      </ol>
    </Menu>
  )
}

function Query({ query }: { query: PanelQuery }) {
  const { sql, parameters, ms, rows, failed, times, planHref } = query
  return (
    <li className="query">
      <div className="query-head">
        <span>{words.duration(ms)}</span>
        <span>{rows === null ? words.noResult : words.rows(rows)}</span>
        {failed !== null && <Badge tone="danger">{words.failed(failed)}</Badge>}
        {times > 1 && <Badge tone="warning">{words.sent(times)}</Badge>}
        {planHref !== null && (
          <a className="link" href={planHref}>
            {words.plan}
          </a>
        )}
      </div>
      <pre className="code wrap">{sql}</pre>
      {parameters.length > 0 && (
        <p className="query-parameters">
          {parameters.map((value, index) => (
            <span key={`${index} ${value}`}>
              <b>${index + 1}</b> {value}
            </span>
          ))}
        </p>
      )}
    </li>
  )
}
