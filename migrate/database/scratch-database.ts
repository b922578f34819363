import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { withConnection, type Connection } from './connection'
import type { Refused } from './build'
import { buildStatements } from './build'
import { applicationSchemas, readThings, type Thing } from './read-things'

const prefix = 'brolly_drift_'
/** An older scratch database was left behind by a process that was killed. */
const staleMs = 60 * 60 * 1000

/**
 * Runs statements in a temporary database on the same server and reads the objects they create.
 *
 * Names are the same there as in the database to compare with, so PostgreSQL prints every default, expression and type
 * in the same words. Objects that Drizzle cannot express exist as the files created them.
 *
 * @returns `undefined` if the role may not create databases.
 */
export async function readScratchDatabase(
  sql: Connection,
  wanted: Wanted,
): Promise<{ things: readonly Thing[]; refused: readonly Refused[] } | undefined> {
  return inScratchDatabase(sql, wanted, async (scratch, refused) => ({
    things: await scratch.begin('read only', async (tx) => readThings(tx, await applicationSchemas(tx))),
    refused,
  }))
}

export interface Wanted {
  /** The connection string of the server. */
  readonly url: string
  readonly statements: readonly string[]
}

/**
 * Runs statements in a temporary database on the same server, calls `work` there, and drops the database.
 *
 * @returns `undefined` if the role may not create databases.
 */
export async function inScratchDatabase<T>(
  sql: Connection,
  { url, statements }: Wanted,
  work: (scratch: Connection, refused: readonly Refused[]) => Promise<T>,
): Promise<T | undefined> {
  const name = `${prefix}${Date.now()}_${randomBytes(3).toString('hex')}`
  if (!(await create(sql, name))) return undefined
  try {
    const surroundings = await readSurroundings(sql)
    return await withConnection(withDatabase(url, name), async (scratch) => {
      await prepare(scratch, surroundings)
      return work(scratch, await buildStatements(scratch, statements))
    })
  } finally {
    await sql.unsafe(`drop database if exists ${name} with (force)`)
  }
}

async function create(sql: Connection, name: string): Promise<boolean> {
  const [may] = await sql<{ may: boolean }[]>`
    select rolsuper or rolcreatedb as may from pg_roles where rolname = current_user`
  if (may?.may !== true) return false
  try {
    await dropStale(sql)
    await sql.unsafe(`create database ${name} template template0`)
    return true
  } catch (error) {
    // The server is a pooler or a standby, or its provider has another way to create databases.
    if (error instanceof postgres.PostgresError) return false
    throw error
  }
}

async function dropStale(sql: Connection): Promise<void> {
  const rows = await sql<{ name: string }[]>`select datname as name from pg_database where datname like ${`${prefix}%`}`
  for (const { name } of rows) {
    const made = Number(/^brolly_drift_(\d{13})_[0-9a-f]{6}$/u.exec(name)?.[1])
    if (made < Date.now() - staleMs) await sql.unsafe(`drop database if exists ${name} with (force)`)
  }
}

function withDatabase(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

interface Surroundings {
  readonly searchPath: string
  readonly extensions: readonly { name: string; schema: string }[]
}

/** Objects that migrations may expect to exist without creating them. */
async function readSurroundings(sql: Connection): Promise<Surroundings> {
  const [path] = await sql<{ path: string }[]>`select current_setting('search_path') as path`
  const extensions = await sql<{ name: string; schema: string }[]>`
    select extname as name, nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where extname <> 'plpgsql' order by e.oid`
  return { searchPath: path?.path ?? 'public', extensions }
}

async function prepare(scratch: Connection, { searchPath, extensions }: Surroundings): Promise<void> {
  await scratch`select set_config('search_path', ${searchPath}, false), set_config('check_function_bodies', 'off', false)`
  for (const { name, schema } of extensions) {
    // If an object cannot be created here, the statements that need it report the error.
    await scratch`create schema if not exists ${scratch(schema)}`.catch(() => undefined)
    await scratch`create extension if not exists ${scratch(name)} schema ${scratch(schema)} cascade`.catch(
      () => undefined,
    )
  }
}
