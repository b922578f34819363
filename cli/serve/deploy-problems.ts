import path from 'node:path'
import { sql } from 'drizzle-orm'
import { AdminError } from '@/admin/errors'
import type { Database, Site } from '@/admin/server'
import type { Environment } from '@/env'
import { migrationStatus } from '@/migrate/plan/status'
import type { CommandContext } from '../command'
import { requireOldSecrets, requireSecret } from './serve'

/** A problem of a deployment, in the same form as those of the engine. Ids are never reused for another problem. */
export interface DeployProblem {
  readonly id: DeployProblemId
  readonly level: 'error' | 'warning'
  readonly where: string
  readonly message: string
  readonly hint: string
}

export const deployProblemIds = [
  'deploy.E001',
  'deploy.E002',
  'deploy.E003',
  'deploy.W001',
  'deploy.W002',
  'deploy.W003',
  'deploy.W004',
  'deploy.W005',
  'deploy.W006',
  'deploy.W007',
  'deploy.W008',
  'deploy.W009',
  'deploy.W010',
  'deploy.W011',
  'deploy.W012',
  'deploy.W013',
] as const

export type DeployProblemId = (typeof deployProblemIds)[number]

/** Problems of a production deployment that the environment alone shows. */
export function environmentProblems(env: Environment): DeployProblem[] {
  return [...secretProblems(env), ...addressProblems(env), ...mailProblems(env), ...limitProblems(env)]
}

function secretProblems({ AUTH_SECRET, AUTH_SECRET_OLD }: Environment): DeployProblem[] {
  try {
    requireSecret(AUTH_SECRET)
    requireOldSecrets(AUTH_SECRET_OLD)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    return [error1(error.message)]
  }
  const different = new Set(AUTH_SECRET).size
  if (different >= 16) return []
  return [error1(`has only ${different} different characters and could be guessed. Use a random one.`)]
}

const error1 = (message: string): DeployProblem => ({
  id: 'deploy.E001',
  level: 'error',
  where: 'AUTH_SECRET',
  message,
  hint: '',
})

function addressProblems({ DATABASE_URL, BROLLY_URL, BROLLY_TRUSTED_PROXIES }: Environment): DeployProblem[] {
  const problems: DeployProblem[] = []
  const warn = warnInto(problems)
  if (DATABASE_URL === undefined)
    warn('deploy.W001', 'DATABASE_URL', [
      'is not set, so the embedded PostgreSQL is used.',
      'Set it to a server that is backed up.',
    ])
  else if (goesUnencrypted(DATABASE_URL))
    warn('deploy.W003', 'DATABASE_URL', [
      'connects to another machine without TLS: data and the password could be intercepted.',
      'Add ?sslmode=require, or verify-full with the server’s certificate.',
    ])
  if (BROLLY_URL?.startsWith('https://') !== true)
    warn('deploy.W002', 'BROLLY_URL', [
      'is not an https URL.',
      'Set it to the public origin, so that cookies are only sent encrypted and links have the right host.',
    ])
  // The server itself does not speak TLS, so with an https URL there is a proxy.
  else if (BROLLY_TRUSTED_PROXIES === undefined)
    warn('deploy.W012', 'BROLLY_TRUSTED_PROXIES', [
      'is not set, so all clients have the address of the proxy: wrong passwords of one make all others wait.',
      'Set it to the number of proxies in front of the server, such as 1, or to their addresses.',
    ])
  return problems
}

function mailProblems({ BROLLY_SMTP_URL, BROLLY_URL }: Environment): DeployProblem[] {
  const problems: DeployProblem[] = []
  const warn = warnInto(problems)
  if (BROLLY_SMTP_URL === undefined)
    warn('deploy.W011', 'BROLLY_SMTP_URL', [
      'is not set, so no mail is sent: nobody can replace a forgotten password or be invited by mail.',
      'Set it to smtp://user:password@host:587, and BROLLY_MAIL_FROM to the sender.',
    ])
  else if (BROLLY_URL === undefined)
    warn('deploy.W011', 'BROLLY_SMTP_URL', [
      'has no effect without BROLLY_URL: the links in mails need the public origin.',
      'Set BROLLY_URL to it.',
    ])
  return problems
}

function limitProblems(env: Environment): DeployProblem[] {
  const problems: DeployProblem[] = []
  const warn = warnInto(problems)
  if (env.BROLLY_DEBUG) warn('deploy.W004', 'BROLLY_DEBUG', ['is on: error pages reveal internals.', 'Remove it.'])
  if (env.BROLLY_STATEMENT_TIMEOUT === 0)
    warn('deploy.W007', 'BROLLY_STATEMENT_TIMEOUT', [
      'is 0: one search without an index can keep the database busy for hours.',
      'Remove it (the default is 10 s), or set a limit.',
    ])
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 22)
    warn('deploy.W010', `Node ${process.versions.node}`, [
      'no longer receives security fixes.',
      'Upgrade to version 22 or 24.',
    ])
  return problems
}

function warnInto(problems: DeployProblem[]) {
  return (id: DeployProblemId, where: string, [message, hint]: [string, string]) =>
    void problems.push({ id, level: 'warning', where, message, hint })
}

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]', ''])

function goesUnencrypted(url: string): boolean {
  const { hostname, searchParams } = new URL(url)
  if (localHosts.has(hostname) || searchParams.get('host')?.startsWith('/') === true) return false
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl')
  return mode === null || ['disable', 'allow', 'prefer', 'false'].includes(mode)
}

/** Problems with the place of uploaded files, if the site has fields for them. */
export function fileProblems(
  site: Pick<Site, 'admins' | 'files'>,
  { env, root }: Pick<CommandContext, 'env' | 'root'>,
): DeployProblem[] {
  const columns = site.admins.flatMap(({ table }) =>
    table.columns.filter(({ type }) => type.file).map(({ name }) => `${table.path}.${name}`),
  )
  if (columns.length === 0 || site.files !== null) return []
  const problems: DeployProblem[] = []
  const warn = warnInto(problems)
  const named = `${listed(columns)} ${columns.length === 1 ? 'has' : 'have'} files`
  const hint = 'Set it to a folder outside the project that is backed up, or to a bucket such as s3://my-bucket.'
  if (env.BROLLY_FILES === undefined && env.DATABASE_URL !== undefined)
    warn('deploy.W013', 'BROLLY_FILES', [`is not set, and ${named}: every upload will be refused.`, hint])
  else if (isInside(root, env.BROLLY_FILES ?? env.BROLLY_DATA_DIR))
    warn('deploy.W013', 'BROLLY_FILES', [
      `${env.BROLLY_FILES === undefined ? 'is not set' : 'is inside the project'}, and ${named}: a deployment that replaces the project’s folder loses them.`,
      hint,
    ])
  return problems
}

/** The first few, and how many more there are. */
const listed = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more columns` : names.join(' and ')

function isInside(root: string, place: string): boolean {
  if (place.startsWith('s3://')) return false
  const way = path.relative(root, path.resolve(root, place))
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}

/**
 * Problems that the database shows: pending migrations, room for connections, privileges and accounts that are broader
 * than necessary.
 */
export async function databaseDeployProblems(
  context: CommandContext,
  { url, db }: { url: string; db: Database },
): Promise<DeployProblem[]> {
  const problems = await pendingProblems(url)
  const warn = warnInto(problems)
  const [server] = await db.execute<{ free: number; superuser: boolean; sample: boolean }>(sql`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as free,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      coalesce((select bool_or(is_superuser and is_active) from brolly.users where lower(email) = 'admin@example.com'), false) as sample`)
  if (!server) return problems
  const pool = context.env.BROLLY_POOL_SIZE
  // During a deployment two versions with a pool each run side by side, and a few connections must be left for an
  // operator.
  if (pool * 2 > server.free - 3)
    warn('deploy.W005', 'BROLLY_POOL_SIZE', [
      `is ${pool}: two instances, as during a deployment, need more than the server’s ${server.free} free connections.`,
      'Lower it, raise max_connections, or use PgBouncer.',
    ])
  if (server.superuser && context.env.DATABASE_URL !== undefined)
    warn('deploy.W008', 'DATABASE_URL', [
      'connects as a PostgreSQL superuser, to whom no privilege or policy of the database applies.',
      'Create a role that only owns the tables.',
    ])
  if (server.sample)
    warn('deploy.W009', 'admin@example.com', [
      'is an active superuser with an email address that is easily guessed.',
      'Give it a real email address, or deactivate it.',
    ])
  return problems
}

async function pendingProblems(url: string): Promise<DeployProblem[]> {
  const states = await migrationStatus(url)
  const wrong = states.flatMap(({ problems }) => problems.map(({ message }) => message))
  const pending = states.flatMap(({ name, pending: files }) => files.map((file) => `${name}/${file.name}`))
  const messages = [...wrong, ...(pending.length > 0 ? [`not applied yet: ${pending.join(', ')}.`] : [])]
  return messages.map((message) => ({
    id: 'deploy.E003',
    level: 'error',
    where: 'migrations',
    message,
    hint: 'List them with: npx brolly showmigrations',
  }))
}

/** A pooler that shares sessions supports prepared statements only from PgBouncer 1.21 on, and only if configured. */
export async function poolerProblems({ env }: CommandContext, url: string): Promise<DeployProblem[]> {
  if (!env.BROLLY_PREPARE && env.DATABASE_MIGRATION_URL !== undefined) return []
  const { isSharedSession } = await import('@/migrate/database/pooler')
  if (!(await isSharedSession(url))) return []
  const missing = [
    ...(env.BROLLY_PREPARE ? ['BROLLY_PREPARE=false (or max_prepared_statements in PgBouncer 1.21 and newer)'] : []),
    ...(env.DATABASE_MIGRATION_URL === undefined ? ['DATABASE_MIGRATION_URL to the URL of PostgreSQL itself'] : []),
  ]
  return [
    {
      id: 'deploy.W006',
      level: 'warning',
      where: 'DATABASE_URL',
      message: 'connects to a pooler that shares sessions between clients (PgBouncer in transaction mode).',
      hint: `Set ${missing.join(', and ')}.`,
    },
  ]
}
