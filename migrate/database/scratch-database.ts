import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { withConnection, type Connection } from './connection'
import type { Refused } from './build'
import { buildStatements } from './build'
import { applicationSchemas, readThings, type Thing } from './read-things'

const prefix = 'brolly_drift_'
/** What is older was left behind by a process that was killed. */
const staleMs = 60 * 60 * 1000

/**
 * Builds statements in a database of its own, on the same server, and reads what came of it.
 *
 * There everything has its own name, so that every default, expression and type comes out in the same words as in the database
 * that it is compared with, and what Drizzle has no word for is there as the files made it.
 *
 * @returns `undefined` where the role may not create databases.
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
  /** Of the server. */
  readonly url: string
  readonly statements: readonly string[]
}

/**
 * Builds statements in a database of its own, on the same server, does something there, and drops it.
 *
 * @returns `undefined` where the role may not create databases.
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
    // A pooler, a standby, a provider that has its own way to make databases.
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

/** What a migration finds in its database and need not have made itself. */
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
    // What cannot be made here is told by the statements that need it.
    await scratch`create schema if not exists ${scratch(schema)}`.catch(() => undefined)
    await scratch`create extension if not exists ${scratch(name)} schema ${scratch(schema)} cascade`.catch(
      () => undefined,
    )
  }
}
