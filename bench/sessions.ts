import { readFileSync } from 'node:fs'
import postgres from 'postgres'
import { sql } from 'drizzle-orm'
import { actorOfSession, connectDatabase, startSession } from '@/admin/server'
import { medians } from './measure'
import type { Budget } from './report'

/** Milliseconds, each the median of many runs. */
export interface MeasuredSession {
  /** What each request does to know who is there, from the call to the actor. */
  readonly actor: number
  /** The smallest query there is, over the same connection. */
  readonly roundTrip: number
  /** PostgreSQL's processor time for the query of the session, planned and carried out: other load does not lengthen it. */
  readonly inDatabase: number
  readonly queries: number
}

const groups = 20
const grants = 400
const otherSessions = 10_000
const asks = 2_000
const email = 'bench-sessions@example.com'

/** The session of a user in twenty groups with four hundred permissions, among ten thousand sessions. */
export async function measureSession(url: string): Promise<MeasuredSession> {
  const client = connectDatabase(url, { max: 1 })
  const owner = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const userId = await makeUser(owner)
    const id = await startSession(client.db, { userId, client: { address: '192.0.2.1', agent: 'bench' } })
    const ask = async () => {
      const actor = await actorOfSession(client.db, id)
      if (actor?.grants.size !== grants) throw new Error('The session has other permissions.')
    }
    await ask()
    const [backend] = await client.db.execute<{ pid: string }>(sql`select pg_backend_pid()::text as pid`)
    await owner`select pg_stat_statements_reset()`
    const before = cpuMs(backend?.pid)
    for (let asked = 0; asked < asks; asked++) await ask()
    const inDatabase = (cpuMs(backend?.pid) - before) / asks
    const [row] = await owner<{ calls: number }[]>`
      select sum(calls)::int as calls from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database()) and query !~ 'pg_stat_statements'`
    const [actor = Number.NaN, roundTrip = Number.NaN] = await medians(
      [ask, () => client.db.execute(sql`select 1 as bench_round_trip`)],
      { count: 200 },
    )
    return { actor, roundTrip, inDatabase, queries: (row?.calls ?? Number.NaN) / asks }
  } finally {
    await remove(owner)
    await owner.end({ timeout: 5 })
    await client.close()
  }
}

/** Milliseconds of processor time of a process, as Linux reports them: in steps of ten. */
function cpuMs(pid: string | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
  }
}

async function makeUser(owner: postgres.Sql): Promise<string> {
  await owner`create extension if not exists pg_stat_statements`
  await remove(owner)
  const [user] = await owner<{ id: string }[]>`
    insert into brolly.users (email, name, is_active, is_staff) values (${email}, 'Bench', true, true) returning id::text`
  const id = user?.id ?? ''
  await owner.unsafe(`
    insert into brolly.groups (name) select 'bench sessions ' || i from generate_series(1, ${groups}) i;
    insert into brolly.user_groups (user_id, group_id) select '${id}', id from brolly.groups where name like 'bench sessions %';
    insert into brolly.grants (group_id, permission)
      select id, 'bench.p' || (row_number() over () * 1000 + i) from brolly.groups, generate_series(1, ${grants / groups}) i
      where name like 'bench sessions %';
    insert into brolly.sessions (id_hash, user_id, expires_at)
      select encode(sha256(i::text::bytea), 'hex'), '${id}', now() + interval '1 day' from generate_series(1, ${otherSessions}) i;
    analyze brolly.users, brolly.groups, brolly.user_groups, brolly.grants, brolly.sessions`)
  return id
}

async function remove(owner: postgres.Sql): Promise<void> {
  await owner`delete from brolly.users where email = ${email}`
  await owner`delete from brolly.groups where name like 'bench sessions %'`
}

export function printSession({ actor, roundTrip, inDatabase, queries }: MeasuredSession): void {
  console.log(
    `session: ${actor.toFixed(2)} ms and ${queries.toFixed(1)} queries, of which PostgreSQL computes ${inDatabase.toFixed(2)} ms; an empty query ${roundTrip.toFixed(2)} ms`,
  )
}

export const sessionBudgets = ({ inDatabase, queries }: MeasuredSession): Budget[] => [
  { what: 'who is there: the query of the session', value: inDatabase, most: 1, unit: 'ms' },
  { what: 'who is there, queries', value: queries, most: 1, unit: '' },
]
