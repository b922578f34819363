import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

export interface TestDatabase {
  readonly url: string
  /** Closes its connections and drops it. */
  drop(): Promise<void>
}

/**
 * Copied for each database: Brolly's tables, or these and the project's own. Whoever starts the server creates them.
 */
const templates = {
  brolly: () => 'brolly_template',
  project: () => process.env.BROLLY_TEST_TEMPLATE ?? 'project_template',
}

export interface TestDatabaseOptions {
  /** Without any table. */
  empty?: boolean
  /** With the project's tables in addition to Brolly's. */
  project?: boolean
}

/** A database for one test on the temporary server, by default with Brolly's tables. */
export async function createTestDatabase({ empty, project }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = serverUrl()
  const name = `${prefix()}_${randomBytes(8).toString('hex')}`
  const template = empty === true ? 'template0' : project === true ? templates.project() : templates.brolly()
  await copyTemplate(server, { name, template })
  return {
    url: databaseUrl(server, name),
    drop: () =>
      onServer(server, async (sql) => {
        await sql.unsafe(`drop database if exists ${name} with (force)`)
      }),
  }
}

/**
 * The database of this worker, with the project's tables. It is created when a test first asks for it, and kept: each
 * test must leave it unchanged.
 *
 * @returns Its URL.
 */
export async function workerDatabase(): Promise<string> {
  const server = serverUrl()
  // Test files that run at the same time have different numbers.
  const name = `${prefix()}_worker_${process.env.VITEST_POOL_ID ?? '0'}`
  await onServer(server, async (sql) => {
    const [found] = await sql`select from pg_database where datname = ${name}`
    if (!found) await copyTemplate(server, { name, template: templates.project() })
  })
  return databaseUrl(server, name)
}

async function copyTemplate(server: string, { name, template }: { name: string; template: string }): Promise<void> {
  try {
    await onServer(server, (sql) => sql.unsafe(`create database ${name} template ${template}`))
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== '3D000') throw error
    throw new Error(`The test server has no database ${template} to copy. Run the tests with: npx brolly test`, {
      cause: error,
    })
  }
}

/** The command that starts the server may set a prefix, to distinguish its databases from others. */
const prefix = () => process.env.BROLLY_TEST_PREFIX ?? 'test'

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function onServer<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function serverUrl(): string {
  const url = process.env.BROLLY_TEST_URL
  if (url === undefined || url === '')
    throw new Error(
      'There is no test server. Run your tests with `npx brolly test`, all of them with `npm test` or `npx vitest run`.',
    )
  return url
}
