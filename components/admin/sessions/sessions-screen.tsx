import type { SessionEntry, SessionsPage } from '@/admin/client'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import * as words from '../../words/sessions'

interface SessionsScreenProps {
  page: SessionsPage
  /** Ends the session whose button was pressed, or all. */
  endAction: (data: FormData) => Promise<void>
  /** Ends the wait after failed attempts; absent on one's own page. */
  allowAction?: () => Promise<void>
}

/** The sessions of one account as a table, with a button for each. */
export function SessionsScreen({ page, endAction, allowAction }: SessionsScreenProps) {
  const { email, isOwn, sessions, blockedSeconds } = page
  return (
    <div className="page">
      <div className="page-head">
        <h1>{isOwn ? words.title : words.titleOf(email)}</h1>
      </div>
      <p className="lead">{isOwn ? words.lead : words.leadOf}</p>
      {allowAction && blockedSeconds !== null && (
        <form action={allowAction} className="sessions-wait">
          <Notice tone="warning">{words.blocked(blockedSeconds)}</Notice>
          <Button type="submit">{words.allow}</Button>
        </form>
      )}
      {sessions.length === 0 ? (
        <p className="entries-none">{words.none}</p>
      ) : (
        <form action={endAction}>
          <table className="grid-table sessions">
            <thead>
              <tr>
                <th scope="col">{words.columns.device}</th>
                <th scope="col">{words.columns.address}</th>
                <th scope="col">{words.columns.started}</th>
                <th scope="col">{words.columns.lastSeen}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {sessions.map((session) => (
                <Session key={session.id} session={session} />
              ))}
            </tbody>
          </table>
          <div className="entries-pages buttons">
            <Button type="submit" name="all" value="1">
              {isOwn ? words.everywhere : words.endAll}
            </Button>
          </div>
        </form>
      )}
    </div>
  )
}

function Session({ session }: { session: SessionEntry }) {
  const { id, device, agent, address, started, startedExact, lastSeen, lastSeenExact, isThis } = session
  return (
    <tr>
      <td title={agent}>
        {device} {isThis && <Badge tone="success">{words.thisOne}</Badge>}
      </td>
      <td>{address}</td>
      <td>
        <time title={startedExact}>{started}</time>
      </td>
      <td>
        <time title={lastSeenExact}>{lastSeen}</time>
      </td>
      <td className="n">
        <Button type="submit" name="session" value={id} aria-label={words.endOf(device)}>
          {words.end}
        </Button>
      </td>
    </tr>
  )
}
