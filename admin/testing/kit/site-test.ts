import type postgres from 'postgres'
import { test as base } from 'vitest'
import type { AdminDeclaration } from '../../site/admin'
import type { AdminContext } from '../../site/context'
import type { Database } from '../../postgres/database'
import type { HomeCard } from '../../site/home-card'
import { databaseFor, type RowSecurity } from '../../site/row-security'
import type { PermissionsByGroup } from '../../site/group-permissions'
import { type Admin } from '../../site/site'
import { defineSite } from '../../accounts/define-site'
import { connectForTest } from '../connect'
import { createTestDatabase } from '../database'
import { libraryRows, librarySchema, libraryTables } from './library'
import { actorOf, type TestUser } from '../test-user'

/** The user of a request, and the declarations of the site. */
export interface Asking extends TestUser {
  admins?: AdminDeclaration[]
  db?: Database
  rls?: RowSecurity
  permissions?: PermissionsByGroup
  home?: readonly HomeCard[]
  /** The limit of changes of many rows. */
  mostRows?: number
}

export interface SiteFixture {
  /** The database of this file, connected like the running app. */
  db: Database
  /** For setting up and inspecting data without the engine. */
  client: postgres.Sql
  as: (asking?: Asking) => AdminContext
}

interface SiteTables {
  schema: Record<string, unknown>
  /** Runs once per file. */
  tables: string
  /** Runs before each test, on empty tables. */
  rows?: string
}

/** Tests on a separate database per file with these tables. Every test starts with only these rows. */
export function siteTest({ schema, tables, rows = '' }: SiteTables) {
  return base
    .extend<{ $file: { server: { url: string; client: postgres.Sql; db: Database; reset: string } } }>({
      server: [
        // eslint-disable-next-line no-empty-pattern
        async ({}, use) => {
          const database = await createTestDatabase()
          const { sql: client, db, close } = connectForTest(database.url)
          await client.unsafe(tables)
          await use({
            url: database.url,
            client,
            db,
            reset: await emptying(client),
          })
          await close()
          await database.drop()
        },
        { scope: 'file' },
      ],
    })
    .extend<{ url: string } & SiteFixture>({
      url: async ({ server }, use) => use(server.url),
      client: [
        async ({ server }, use) => {
          await server.client.unsafe(server.reset + rows)
          await use(server.client)
        },
        { auto: true },
      ],
      db: async ({ server }, use) => use(server.db),
      as: async ({ server }, use) => use((asking = {}) => contextOf(server.db, schema, asking)),
    })
}

/** Statements that empty every table and restart its sequences, which is much faster than TRUNCATE for small tables. */
async function emptying(client: postgres.Sql): Promise<string> {
  const [row] = await client<{ text: string }[]>`
    select string_agg(statement, '; ') as text from (
      select format('delete from %I.%I', schemaname, tablename) as statement from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema') and tablename <> 'migrations'
      union all
      select format('select setval(%L, %s, false)', format('%I.%I', schemaname, sequencename), start_value) from pg_sequences) s`
  // Sent as one message, and therefore one transaction, to which the setting is local.
  return `select set_config('session_replication_role', 'replica', true); ${row?.text ?? ''}; select set_config('session_replication_role', 'origin', true); `
}

/** A context for such a user, on a site with these tables. */
export function contextOf(db: Database, schema: Record<string, unknown>, asking: Asking): AdminContext {
  const { admins, mostRows, rls, permissions, home = [] } = asking
  const options = { ...(rls && { rls }), ...(permissions && { permissions }) }
  const site = defineSite({ title: 'Tests', schema, admins, plans: { mostRows }, home, ...options })
  const actor = actorOf(asking)
  return {
    db: databaseFor(site, actor, asking.db ?? db),
    site,
    actor,
    requestId: 'request-1',
    timeZone: asking.timeZone ?? 'UTC',
    locale: 'en-GB',
    basePath: '/admin',
    now: new Date('2026-06-30T12:00:00Z'),
  }
}

/** Tests on the library. */
export const test = siteTest({ schema: librarySchema, tables: libraryTables, rows: libraryRows })

export function adminOf(ctx: AdminContext, path: string): Admin {
  const admin = ctx.site.byPath(path)
  if (!admin) throw new Error(`The site has no table ${path}.`)
  return admin
}
