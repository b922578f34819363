import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataMarker } from '@/migrate/files/folder'
import { migrate, type MigrateOptions } from '@/migrate/run/migrate'
import { migrationFolder, ownMigrations, statements, writeMigrations } from '@/migrate/files/migration-fixture'
import { installedPrograms, startInstalledServer, type InstalledServer } from './installed-server-fixture'

const programs = installedPrograms()

describe.skipIf(programs === undefined)(
  `the runner on ${programs ?? 'an installed PostgreSQL, of which there is none'}`,
  () => {
    let server: InstalledServer
    let sql: postgres.Sql

    beforeAll(async () => {
      server = await startInstalledServer(programs ?? '')
      sql = postgres(server.url, { max: 2, onnotice: () => undefined })
    })

    afterAll(async () => {
      await sql.end({ timeout: 5 })
      await server.stop()
    })

    const run = (folder: string, options: Partial<MigrateOptions> = {}) =>
      migrate({
        url: server.url,
        folder,
        name: 'drizzle',
        by: 'a test',
        kitTable: true,
        lockTimeoutMs: 100,
        ...options,
      })

    const files = {
      '0000_books': statements(
        "create type mood as enum ('good')",
        'create table books (id int primary key, mood mood, slug text)',
        "insert into books select n, 'good' from generate_series(1, 25) n",
      ),
      '0000_books.down': statements('drop table books', 'drop type mood'),
      '0001_moods': statements("alter type mood add value 'bad'", "update books set mood = 'bad' where id > 20"),
      '0001_moods.down': "update books set mood = 'good'",
      '0002_index': 'create index concurrently books_slug on books (slug)',
      '0002_index.down': 'drop index concurrently books_slug',
      '0003_slugs': dataMarker,
      '0003_slugs.ts': `export const transaction = 'batches'
export async function up({ sql, batch }) {
  await batch({ table: 'books', size: 10 }, async (rows) => { for (const { id } of rows) await sql\`update books set slug = 'b' || \${id}::int where id = \${id}\` })
}
export async function down({ sql }) { await sql\`update books set slug = null\` }`,
    }

    test('applies every kind of migration once, whatever the number of runners, and reverts them', async () => {
      const folder = migrationFolder(files)

      const runs = await Promise.all([run(folder), run(folder), run(folder)])
      const rows = await sql`select mood::text, count(slug)::int as slugs from books group by 1 order by 1`
      const back = await run(folder, { target: 'zero' })

      expect(runs.flatMap((each) => each.applied).toSorted()).toEqual(
        [...ownMigrations(), '0000_books', '0001_moods', '0002_index', '0003_slugs'].toSorted(),
      )
      expect(rows).toEqual([
        { mood: 'bad', slugs: 5 },
        { mood: 'good', slugs: 20 },
      ])
      expect(back.undone).toHaveLength(4)
      expect(await sql`select to_regclass('books') as name`).toEqual([{ name: null }])
      expect(await sql`select from drizzle.__drizzle_migrations`).toHaveLength(0)
    })

    test('a failure leaves the state before the file, blockers are named, and the next run continues', async () => {
      const folder = migrationFolder(files)
      await run(folder)
      const holder = await sql.reserve()
      await holder`begin`
      await holder`select from books`
      writeMigrations(folder, { ...files, '0004_size': 'alter table books add size int', '0005_bad': 'select 1 / 0' })

      await expect(run(folder, { lockTries: 2 })).rejects.toThrow(
        /0004_size\.sql, statement 1 of 1 could not get a lock.*idle in transaction/,
      )
      await holder`commit`
      holder.release()
      await expect(run(folder)).rejects.toThrow(/0005_bad\.sql, statement 1 of 1: division by zero/)

      writeMigrations(folder, { ...files, '0004_size': 'alter table books add size int', '0005_bad': 'select 1' })
      expect((await run(folder)).applied).toEqual(['0005_bad'])
    })
  },
)
