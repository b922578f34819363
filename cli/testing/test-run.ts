import { createHash, randomInt } from 'node:crypto'
import postgres from 'postgres'
import { AdminError } from '@/admin/errors'
import { connectionFailure } from '@/migrate/database/failure'

/** The class of the advisory locks of runs; the second key is the number of a run. */
const runLocks = 0x62_72_74_31
/** The class of the locks of kept templates; the second key is the number of a project. */
const keptLocks = 0x62_72_74_32

/** The databases of one run on a server. */
export interface TestRun {
  readonly url: string
  /** The prefix of the names of its databases. */
  readonly prefix: string
  readonly sql: postgres.Sql
  /** The number of databases removed that killed runs had left behind. */
  readonly removed: number
  /** Takes the project's kept template for this run, unless another run uses it. */
  takeKept(root: string): Promise<string | undefined>
  /** Drops its databases, and the others named. */
  end(others?: readonly string[]): Promise<void>
}

/**
 * Starts a run and marks its databases as in use. Databases of runs that were killed are removed.
 *
 * A lock on the run's connection shows that it is alive; the lock is released however the run ends.
 */
export async function beginRun(url: string): Promise<TestRun> {
  const number = randomInt(1, 2 ** 31)
  const prefix = `brolly_test_${hex(number)}`
  const sql = postgres(url, { max: 1, max_lifetime: null, connect_timeout: 10, onnotice: () => undefined })
  try {
    await sql`select pg_advisory_lock(${runLocks}, ${number})`
    const removed = await dropAll(sql, await abandoned(sql))
    return {
      url,
      prefix,
      sql,
      removed,
      takeKept: (root) => takeKept(sql, root),
      async end(others = []) {
        await dropAll(sql, [...(await databasesLike(sql, `${prefix}\\_%`)), ...others])
        await sql.end({ timeout: 5 })
      },
    }
  } catch (error) {
    await sql.end({ timeout: 1 })
    throw serverFailure(error, url)
  }
}

/** The name of the template that a project keeps, or undefined while another run uses it. */
async function takeKept(sql: postgres.Sql, root: string): Promise<string | undefined> {
  const number = createHash('sha256').update(root).digest().readUInt32BE() >>> 1
  const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${keptLocks}, ${number}) as taken`
  return row?.taken === true ? `brolly_test_kept_${hex(number)}` : undefined
}

const hex = (number: number) => number.toString(16).padStart(8, '0')

/** Checks the locks of the whole server: another run may be connected to another database. */
async function abandoned(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select datname as name from pg_database
    where datname ~ '^brolly_test_[0-9a-f]{8}_' and not exists (
      select from pg_locks where locktype = 'advisory' and classid = ${runLocks}::oid
        and objid = ('x' || substr(datname, 13, 8))::bit(32)::int::oid)`
  return rows.map((row) => row.name)
}

async function databasesLike(sql: postgres.Sql, pattern: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`select datname as name from pg_database where datname like ${pattern}`
  return rows.map((row) => row.name)
}

async function dropAll(sql: postgres.Sql, names: readonly string[]): Promise<number> {
  for (const name of names) await sql`drop database if exists ${sql(name)} with (force)`
  return names.length
}

function serverFailure(error: unknown, url: string): unknown {
  const known = connectionFailure(error, url)
  if (!known) return error
  return new AdminError(known.code, known.message.replaceAll('DATABASE_URL', 'BROLLY_TEST_URL'), { cause: error })
}
