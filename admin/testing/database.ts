import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

export interface TestDatabase {
  readonly url: string
  /** Ends its connections and removes it. */
  drop(): Promise<void>
}

/**
 * A database of the test's own on the throw-away server.
 *
 * @param options.empty Without Brolly's tables. By default they are there, copied from a template.
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = serverUrl()
  const name = `test_${randomBytes(8).toString('hex')}`
  const template = options.empty === true ? 'template0' : 'brolly_template'
  await runOnServer(server, `create database ${name} template ${template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  }
}

async function runOnServer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function serverUrl(): string {
  const url = process.env.BROLLY_TEST_URL
  if (url === undefined || url === '')
    throw new Error(
      'BROLLY_TEST_URL is not set. Run the tests with `npm test` or `npx vitest run`, which start a server.',
    )
  return url
}
