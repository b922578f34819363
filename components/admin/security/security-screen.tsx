import type { SecurityEntry, SecurityPage } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { ApplyFilters, ChoiceFilter, EntryPages, WhoAndWhen } from '../activity/entry-filters'
import * as activityWords from '../../words/activity'
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
      <EntryPages
        newer={{ label: activityWords.newest, href: newestHref }}
        older={{ label: activityWords.older, href: olderHref }}
      />
    </div>
  )
}

function Filters({ page: { filters, clearHref } }: { page: SecurityPage }) {
  const { values, kinds } = filters
  return (
    <form className="activity-filters" role="search">
      <ChoiceFilter name="kind" label={words.kind} all={words.allKinds} options={kinds} value={values.kind} />
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
