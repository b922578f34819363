import { randomBytes } from 'node:crypto'
import type { Database } from '@/admin'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import { databaseOwnership, migrationStatus } from '@/migrate/plan/status'
import { agreedSteps } from '../output/accept-findings'
import { withDatabase } from '../data/accounts'
import type { CommandContext } from '../command'
import { seedIfEmpty } from '../data/load-demo'
import { printProgress } from '../output/migration-lines'
import { whoRuns } from '../load/who'

/**
 * Prepares the database of `dev`: applies migrations, runs `db/seed.ts` once, and creates a first superuser.
 *
 * The user's migrations are applied only if the database is embedded, empty, or already has the first of them. In any
 * other database nothing outside the schema `brolly` is written.
 */
export async function prepareDatabase(url: string, context: CommandContext): Promise<void> {
  const embedded = context.env.DATABASE_URL === undefined
  const ownership = await databaseOwnership(url)
  const mayMigrate = embedded || ownership !== 'foreign'
  const migrationUrl = await context.migrationUrl()
  const folder = mayMigrate ? userFolder() : brollyFolder()
  await migrate({
    url: migrationUrl,
    ...folder,
    by: whoRuns(),
    agreed: await agreedSteps(migrationUrl, folder, context.terminal),
    onProgress: printProgress(context.terminal),
  })
  if (!mayMigrate) await tellPending(url, context)
  await withDatabase(context, async (db) => {
    if (mayMigrate && (await seedIfEmpty(context.root, db))) context.terminal.print('Loaded the rows of db/seed.ts.')
    await ensureSuperuser(db, context)
  })
}

async function tellPending(url: string, { terminal }: CommandContext): Promise<void> {
  const [status] = await migrationStatus(url, [userFolder()])
  if (!status || status.pending.length === 0) return
  terminal.warn('This database contains other tables, so the migrations in drizzle/ were not applied:')
  for (const file of status.pending) terminal.warn(`  pending: drizzle/${file.name}.sql`)
  terminal.warn(
    'Apply them with: npx brolly migrate. Generate a schema from the existing tables with: npx brolly inspectdb',
  )
}

/** Creates the first account to log in with. Its password is shown only once. */
async function ensureSuperuser(db: Database, { env, terminal }: CommandContext): Promise<void> {
  const { countSuperusers, createUser } = await import('@/admin/server')
  if ((await countSuperusers(db)) > 0) return
  const email = env.BROLLY_SUPERUSER_EMAIL ?? 'admin@example.com'
  const password = env.BROLLY_SUPERUSER_PASSWORD ?? randomBytes(12).toString('base64url')
  const account = { email, password, isStaff: true, isSuperuser: true, groups: [], permissions: [] }
  await createUser(db, { ...account, by: 'brolly dev' })
  terminal.print('')
  terminal.print(`  Email     ${email}`)
  terminal.print(
    `  Password  ${env.BROLLY_SUPERUSER_PASSWORD === undefined ? password : '(BROLLY_SUPERUSER_PASSWORD)'}`,
  )
}
