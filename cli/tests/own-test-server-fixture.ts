import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { embeddedServer, type EmbeddedServer } from '../embedded/embedded-server'
import { throwAwaySettings } from '../testing/test-server'

/**
 * A PostgreSQL server for the tests of one file, which run `brolly test` on it: on the server that all tests share, other
 * files run the command at the same time. Databases that a test leaves are dropped after it.
 */
export function ownTestServer() {
  const env = { BROLLY_TEST_URL: '' }
  let folder: string
  let started: EmbeddedServer
  let client: postgres.Sql

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'brolly-test-command-'))
    started = await embeddedServer({ folder, settings: throwAwaySettings })
    env.BROLLY_TEST_URL = started.url
    client = postgres(started.url, { max: 1, onnotice: () => undefined })
  })
  afterEach(async () => {
    for (const name of await databases()) await client`drop database ${client(name)} with (force)`
  })
  afterAll(async () => {
    await client.end({ timeout: 5 })
    await started.release()
    rmSync(folder, { recursive: true, force: true })
  })

  async function databases(): Promise<string[]> {
    const rows = await client<{ name: string }[]>`
      select datname as name from pg_database where datname like ${'brolly\\_test\\_%'} order by 1`
    return rows.map((row) => row.name)
  }
  /** The environment of the command, and the databases of test runs on the server. */
  return { env, databases, sql: () => client }
}
