import { randomUUID } from 'node:crypto'
import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { test as base } from 'vitest'
import { operatorContext } from '../accounts/operator'
import { writeMail } from '../accounts/write-mails'
import type { RecordedQuery } from '../debug/record-queries'
import type { Mail } from '../mail/mailer'
import { deliver } from '../mail/outbox'
import { loadStatistics } from '../query/statistics'
import type { AdminContext } from '../site/context'
import { defaultBasePath } from '../site/paths'
import type { Database } from '../postgres/database'
import { databaseFor } from '../site/row-security'
import type { Site } from '../site/site'
import { connect } from './connect'
import { QueryLog } from './count-queries'
import { workerDatabase } from './database'
import { insertInto, type Insert } from './insert-row'
import { actorOf, type TestUser } from './test-user'
import { providedSite } from './provided-site'
import { testMail } from './test-mail'
import { rolledBack } from './rolled-back'
import { TestClient } from './test-client'

/** The fixtures for tests of a project. */
export interface ProjectFixtures {
  /** The project's tables, without rows. What a test changes is rolled back afterwards. */
  db: Database
  /** The context of a user's request; by default a superuser's. */
  as: (user?: TestUser) => AdminContext
  /** A superuser using the admin, without browser and server. */
  client: TestClient
  /** Adds a row, inventing values that the database requires. */
  insert: Insert
  /** The statements that some work sends, with their parameters. */
  queries: (work: () => Promise<unknown>) => Promise<RecordedQuery[]>
  /**
   * Writes the mails that were queued, as the server would send them, and returns all of the test so far, oldest first.
   * Their links begin with `http://localhost:3000`.
   */
  outbox: () => Promise<readonly Mail[]>
  /** Fails unless the work sends this many statements. Returns the result of the work. */
  expectQueries: <Result>(count: number, work: () => Promise<Result>) => Promise<Result>
}

interface FileFixtures {
  /** The site of `admin.config.ts`. */
  site: Site
  pool: Sql
  /** The same site with the catalogue read: the first page of a file then sends the same statements as any other. */
  warmSite: Site
}

/**
 * Tests of a project: on its tables as its migrations create them, and with the site of its `admin.config.ts`. Each
 * worker has its own database, and each test a transaction in it that is rolled back.
 */
export const test = base
  .extend<{ $file: FileFixtures }>({
    // eslint-disable-next-line no-empty-pattern
    site: [async ({}, use) => use(await providedSite()), { scope: 'file' }],
    pool: [
      // eslint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const pool = connect(await workerDatabase())
        await use(pool)
        await pool.end({ timeout: 5 })
      },
      { scope: 'file' },
    ],
    warmSite: [
      async ({ site, pool }, use) => {
        await loadStatistics(operatorContext(drizzle<Record<string, unknown>>(pool), site))
        await use(site)
      },
      { scope: 'file' },
    ],
  })
  .extend<ProjectFixtures & { log: QueryLog }>({
    // eslint-disable-next-line no-empty-pattern
    log: async ({}, use) => use(new QueryLog()),
    db: async ({ pool, log }, use) => {
      const { db, end } = await rolledBack(pool, (query) => log.record(query))
      await use(db)
      await end()
    },
    as: async ({ db, warmSite }, use) => use((user = {}) => contextOf(db, warmSite, user)),
    client: async ({ db, warmSite: site }, use) =>
      use(new TestClient({ db, site, timeZone: 'UTC', session: null, who: async () => actorOf({}) })),
    outbox: async ({ db, warmSite: site }, use) => {
      const sent: Mail[] = []
      const mailer = { send: async (mail: Mail) => void sent.push(mail) }
      const visit = { db, site, basePath: defaultBasePath, mail: testMail }
      await use(async () => {
        await deliver({ db, mailer, write: (mail) => writeMail(visit, mail) })
        return sent
      })
    },
    insert: async ({ db, site }, use) => use(insertInto(db, site)),
    queries: async ({ log }, use) => use((work) => log.during(work)),
    expectQueries: async ({ log }, use) => use((count, work) => log.expect(count, work)),
  })

function contextOf(db: Database, site: Site, user: TestUser): AdminContext {
  const { timeZone = 'UTC' } = user
  const actor = actorOf(user)
  return {
    db: databaseFor(site, actor, db),
    site,
    actor,
    timeZone,
    requestId: randomUUID(),
    locale: 'en-GB',
    basePath: defaultBasePath,
    now: new Date(),
    mail: testMail,
  }
}
