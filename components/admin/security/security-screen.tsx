import type { SecurityEntry, SecurityPage } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { ButtonLink } from '../../ui/button'
import { ApplyFilters, WhoAndWhen } from '../activity/entry-filters'
import * as activityWords from '../../words/activity'
import * as shared from '../../words/shared'
import * as words from '../../words/security'

/** The security log, newest first, with filters as a plain form. */
export function SecurityScreen({ page }: { page: SecurityPage }) {
  const { events, olderHref, newestHref } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{words.title}</h1>
      </div>
      <p className="lead">{words.lead}</p>
      <Filters page={page} />
      {events.length === 0 && <p className="entries-none">{words.none}</p>}
      <ol>
        {events.map((event) => (
          <Event key={event.id} event={event} />
        ))}
      </ol>
      {(olderHref !== null || newestHref !== null) && (
        <nav className="entries-pages buttons" aria-label={shared.pages}>
          <ButtonLink href={newestHref ?? undefined}>{activityWords.newest}</ButtonLink>
          <ButtonLink href={olderHref ?? undefined}>{activityWords.older}</ButtonLink>
        </nav>
      )}
    </div>
  )
}

function Filters({ page: { filters, clearHref } }: { page: SecurityPage }) {
  const { values, kinds } = filters
  return (
    <form className="activity-filters" role="search">
      <label>
        {words.kind}
        <select className="input" name="kind" defaultValue={values.kind}>
          <option value="">{words.allKinds}</option>
          {kinds.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.address}
        <input
          className="input"
          name="address"
          defaultValue={values.address}
          placeholder={words.addressHint}
          autoComplete="off"
        />
      </label>
      <WhoAndWhen userLabel={words.user} values={values} />
      <ApplyFilters clearHref={clearHref} />
    </form>
  )
}

function Event({ event }: { event: SecurityEntry }) {
  const { at, atExact, kind, isAlarm, account, address, agent, details, times } = event
  return (
    <li className="activity-entry">
      <time className="entry-when" title={atExact}>
        {at}
      </time>
      <div>
        <Badge tone={isAlarm ? 'warning' : 'neutral'}>{kind}</Badge> {account !== '' && <bdi>{account}</bdi>}{' '}
        {times > 1 && <b>{words.times(times)}</b>}
        {details.length > 0 && <div className="muted">{details.join(' · ')}</div>}
      </div>
      <span className="security-client muted" title={agent}>
        {address}
      </span>
    </li>
  )
}
