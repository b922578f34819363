import postgres from 'postgres'

/** Uses a second connection to see which sessions block the runner, which cannot query while it waits. */
export interface BlockerWatch {
  /** The sessions seen since the last `forget`, in words; `undefined` if there were none. */
  seen(): string | undefined
  forget(): void
  stop(): Promise<void>
}

interface WatchOptions {
  readonly url: string
  /** The process id of the runner's session. */
  readonly pid: number
  readonly everyMs: number
  /** Called once for each new set of blocking sessions. */
  readonly onBlocked: (blockers: string) => void
}

/** Starts watching. The second connection is opened by the first check, so that a short run never opens one. */
export function watchBlockers({ url, pid, everyMs, onBlocked }: WatchOptions): BlockerWatch {
  const sql = postgres(url, {
    max: 1,
    prepare: false,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: { application_name: `brolly migrate ${process.pid} watch`, TimeZone: 'UTC' },
  })
  let seen: string | undefined
  let reported = ''
  let looking: Promise<void> | undefined
  const look = async () => {
    const blockers = await readBlockers(sql, pid)
    if (blockers.length === 0) return
    const pids = blockers.map((blocker) => blocker.pid).join()
    seen = blockers.map(describe).join('; ')
    if (pids !== reported) onBlocked(seen)
    reported = pids
  }
  const timer = setInterval(() => {
    // If watching fails, the work goes on.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => (looking = undefined))
  }, everyMs)
  timer.unref()
  return {
    seen: () => seen,
    forget: () => void (seen = undefined),
    async stop() {
      clearInterval(timer)
      await looking
      await sql.end({ timeout: 1 })
    },
  }
}

interface Blocker {
  pid: number
  name: string | null
  user: string | null
  state: string | null
  seconds: number | null
}

/** Never includes the text of a query: it contains values. */
async function readBlockers(sql: postgres.Sql, pid: number): Promise<Blocker[]> {
  return sql<Blocker[]>`
    select blocker.pid, coalesce(nullif(a.application_name, ''), a.backend_type) as name, a.usename as "user", a.state,
      round(extract(epoch from clock_timestamp() - a.xact_start))::float8 as seconds
    from unnest(pg_blocking_pids(${pid})) as blocker (pid) left join pg_stat_activity a on a.pid = blocker.pid
    order by a.xact_start, blocker.pid`
}

function describe({ pid, name, user, state, seconds }: Blocker): string {
  if (pid === 0) return 'a prepared transaction (see pg_prepared_xacts)'
  const who = [name, user === null ? null : `user ${user}`].filter((part) => part !== null).join(', ')
  const what = [state, seconds === null ? null : `for ${seconds} s`].filter((part) => part !== null).join(' ')
  return `pid ${pid} (${[who, what].filter((part) => part !== '').join(', ')})`
}
