import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { requireOneself } from './fresh'
import { and, count, eq, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { writeEntries } from '../audit/write-entries'
import { apiTokens, users } from '../brolly/tables'
import { AdminError } from '../errors'
import { sqlState } from '../errors/sql-state'
import { holdsPermission } from '../permissions/rows-allowed'
import { databaseFailure } from '../postgres/errors'
import type { Actor, AdminContext } from '../site/context'
import { inTransaction } from '../write/retry'
import * as words from '../words/tokens'
import { accountColumns, actorOf, makeActor, type AccountRow } from './actor'
import { lacksFactor } from './factors/required'
import { requireFresh } from './fresh'
import { attempt, type AttemptOrigin } from './attempts'
import { permissionNames, sitePermissions } from './permission-names'
import { usersAdmin } from './users-admin'

const longestName = 100
const mostTokens = 50
/** The last use is written at most this often. */
const touchSeconds = 60

/** What a user fills in to get a token. */
export interface NewToken {
  name: string
  /** Days until it expires. */
  days: number
  /** Permissions such as `orders.export`. */
  scopes: readonly string[]
}

/** A token that was just made. */
export interface MadeToken {
  id: string
  name: string
  /** The whole token. Only its hash is stored, so it cannot be shown again. */
  token: string
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** `brolly_<id>_<secret>`: the prefix lets scanners of source code recognise a token that was published by mistake. */
const shape = /^brolly_([0-9a-f]{16})_[0-9a-f]{64}$/u

/** The permissions of this site that the actor has, and can therefore give to a token. */
export const scopesOf = ({ site, actor }: Pick<AdminContext, 'site' | 'actor'>): string[] =>
  permissionNames(site).filter(
    (permission) => !sitePermissions.includes(permission) && holdsPermission(actor, permission),
  )

/**
 * Makes an API token of the actor's own account.
 * @throws {AdminError} `INVALID`, with the message at `name`, `days` or `scopes`; `FORBIDDEN` by a token;
 *   `UNCONFIRMED`.
 */
export async function makeToken(ctx: AdminContext, given: NewToken): Promise<MadeToken> {
  refuseTokens(ctx)
  requireFresh(ctx)
  const { name, scopes, days } = checked(ctx, given)
  const id = randomBytes(8).toString('hex')
  const token = `brolly_${id}_${randomBytes(32).toString('hex')}`
  await inTransaction(ctx, async (tx) => {
    // One after the other, so that the limit holds.
    await tx.db.select({ id: users.id }).from(users).where(eq(users.id, ctx.actor.id)).for('update')
    const [row] = await tx.db.select({ n: count() }).from(apiTokens).where(eq(apiTokens.userId, ctx.actor.id))
    if ((row?.n ?? 0) >= mostTokens) throw new AdminError('INVALID', words.tooMany(mostTokens))
    const [made] = await tx.db
      .insert(apiTokens)
      .values({
        id,
        tokenHash: hashOf(token),
        userId: ctx.actor.id,
        name,
        scopes: [...scopes],
        expiresAt: sql`now() + make_interval(days => ${days}::int)`,
      })
      .returning({ until: sql<string>`to_char(${apiTokens.expiresAt} at time zone 'UTC', 'YYYY-MM-DD')` })
    const summary = `${scopes.join(', ')} – ${made?.until ?? ''}`
    await writeAudit(tx, { id: ctx.actor.id, email: ctx.actor.email }, { token: name, change: [null, summary] })
  }).catch((error: unknown) => {
    if (databaseFailure(error)?.code !== sqlState.uniqueViolation) throw error
    throw invalid('name', words.nameTaken)
  })
  await recordSecurity(ctx, { kind: 'token-made', detail: { token: name, scopes: scopes.join(' '), days } })
  return { id, name, token }
}

function refuseTokens({ actor }: AdminContext): void {
  if (actor.token) throw new AdminError('FORBIDDEN', words.notByToken)
  requireOneself({ actor })
}

const invalid = (field: string, message: string) => new AdminError('INVALID', message, { fields: { [field]: message } })

function checked(ctx: AdminContext, given: NewToken): NewToken {
  const name = given.name.trim()
  const { mostDays } = ctx.site.accounts.tokens
  if (name === '') throw invalid('name', words.nameNeeded)
  if (name.length > longestName || /\p{Cc}/u.test(name)) throw invalid('name', words.nameNotPossible)
  if (!Number.isInteger(given.days) || given.days < 1 || given.days > mostDays)
    throw invalid('days', words.daysRange(mostDays))
  const held = new Set(scopesOf(ctx))
  const scopes = [...new Set(given.scopes)].toSorted()
  const lacking = scopes.filter((scope) => !held.has(scope))
  if (lacking.length > 0) throw invalid('scopes', words.notYours(lacking.join(', ')))
  if (scopes.length === 0) throw invalid('scopes', words.scopeNeeded)
  return { name, scopes, days: given.days }
}

interface TokenChange {
  readonly token: string
  readonly change: readonly [string | null, string | null]
}

const writeAudit = (tx: AdminContext, owner: { id: string; email: string }, { token, change }: TokenChange) =>
  writeEntries(tx, [
    {
      table: usersAdmin(tx).table,
      key: owner.id,
      label: owner.email,
      action: 'token',
      changes: { [`token “${token}”`]: change },
    },
  ])

/**
 * Revokes a token: one's own; for a superuser, any. Requests by it are refused from then on.
 * @throws {AdminError} `NOT_FOUND`; `FORBIDDEN` by a token.
 */
export async function revokeToken(ctx: AdminContext, id: string): Promise<{ name: string; email: string }> {
  refuseTokens(ctx)
  const revoked = await inTransaction(ctx, async (tx) => {
    const mine = ctx.actor.isSuperuser ? undefined : eq(apiTokens.userId, ctx.actor.id)
    const [gone] = await tx.db
      .delete(apiTokens)
      .where(and(eq(apiTokens.id, id), mine))
      .returning({ name: apiTokens.name, userId: apiTokens.userId, scopes: apiTokens.scopes })
    if (!gone) throw new AdminError('NOT_FOUND', words.noSuchToken)
    const [owner] = await tx.db.select({ email: users.email }).from(users).where(eq(users.id, gone.userId))
    const email = owner?.email ?? ''
    await writeAudit(tx, { id: gone.userId, email }, { token: gone.name, change: [gone.scopes.join(', '), null] })
    return { name: gone.name, email }
  })
  await recordSecurity(ctx, { kind: 'token-revoked', account: revoked.email, detail: { token: revoked.name } })
  return revoked
}

interface TokenRow extends AccountRow {
  token_name: string
  token_hash: string
  scopes: string
  stale: string
}

/**
 * The actor for whom a token acts: its account, with no other permissions than the scopes that the account itself has now. It is
 * never a superuser. Null for a token that is unknown or expired, or whose account is inactive or not staff.
 *
 * Wrong tokens are counted for the client, and it has to wait after too many.
 * @throws {AdminError} `TOO_MANY`
 */
export async function actorOfToken(origin: AttemptOrigin, token: string): Promise<Actor | null> {
  return attempt(origin, { what: 'token', account: null }, () => find(origin, token))
}

/** Whether a token that was accepted still is; asked again in long work. */
export const isTokenLive = async (origin: AttemptOrigin, token: string): Promise<boolean> =>
  (await find(origin, token)) !== null

async function find({ db, client, site }: AttemptOrigin, token: string): Promise<Actor | null> {
  const id = shape.exec(token)?.[1]
  if (id === undefined) return null
  const [row] = await db.execute<TokenRow>(sql`
    select ${accountColumns}, t.name as token_name, t.token_hash, to_json(t.scopes)::text as scopes,
      (t.last_used_at is null or t.last_used_at < now() - make_interval(secs => ${sql.raw(String(touchSeconds))}))::text as stale
    from brolly.api_tokens t join brolly.users u on u.id = t.user_id
    where t.id = ${id} and t.expires_at > now() and u.is_active and u.is_staff
      and not ${lacksFactor('u', site.accounts.sessions.factorRequiredFor)}`)
  if (!row || !timingSafeEqual(Buffer.from(row.token_hash), Buffer.from(hashOf(token)))) return null
  if (row.stale === 'true')
    await db
      .update(apiTokens)
      .set({ lastUsedAt: sql`now()`, lastUsedAddress: client?.address ?? null })
      .where(eq(apiTokens.id, id))
  // Written by to_json above.
  return limitedTo(actorOf(row), { id, name: row.token_name, scopes: JSON.parse(row.scopes) as string[] })
}

/** The account with the permissions of the token alone. Its groups stay: rules in code narrow rows by them. */
function limitedTo(account: Actor, { id, name, scopes }: { id: string; name: string; scopes: string[] }): Actor {
  const limited = makeActor({
    ...account,
    isSuperuser: false,
    groups: [...account.groups],
    grants: scopes.filter((scope) => holdsPermission(account, scope)),
  })
  return { ...limited, token: { id, name } }
}
