import { createHash, randomBytes } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { AdminError } from '../errors'
import type { Database } from '../postgres/database'
import { attempt, type AttemptOrigin } from './attempts'
import * as words from '../words/accounts'

export const purposes = ['reset', 'invitation', 'registration', 'email', 'email-cancel'] as const
export type Purpose = (typeof purposes)[number]

/** How long a link is valid, in hours. */
export const validHours: Readonly<Record<Purpose, number>> = {
  reset: 2,
  invitation: 24 * 7,
  registration: 24,
  email: 24,
  'email-cancel': 48,
}

/** What a link is for, without using it up. */
export interface MailLink {
  readonly purpose: Purpose
  /** Null for a registration: its account does not exist yet. */
  readonly userId: string | null
  /** The address that it was sent to. */
  readonly email: string
  /** The name of the account, if there is one already. */
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
}

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/**
 * The account as it is, as a hash: a log-in, and any change of the password, the address or the activation, voids the
 * link, whoever makes it and in whatever way. Links around a new address survive a log-in.
 */
const stateOf = (purpose: SQL) => sql`encode(sha256(convert_to(concat_ws('|', coalesce(u.password_hash, ''),
  case when ${purpose} in ('email', 'email-cancel') then '' else coalesce(extract(epoch from u.last_login_at)::text, '') end,
  u.email, u.is_active::text), 'UTF8')), 'hex')`

/** The state of an account on which its links around a new address depend; null if there is none with this id. */
export async function stateForEmail(db: Database, userId: string): Promise<string | null> {
  const [account] = await db.execute<{ state: string }>(
    sql`select ${stateOf(sql`'email'`)} as state from brolly.users u where u.id = ${userId}::text::uuid for update`,
  )
  return account?.state ?? null
}

export interface NewLink {
  purpose: Purpose
  userId: string | null
  email: string
  /** The mail that contains it: written again, after a failure, it replaces the link. */
  mailId: string
  data?: Record<string, unknown>
}

/**
 * Stores a link and returns its token, which is in the mail and nowhere else. Earlier ones of this purpose for the account end, or
 * for the address if there is no account yet.
 */
export async function makeLink(db: Database, { purpose, userId, email, mailId, data = {} }: NewLink): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      delete from brolly.mail_links where mail_id = ${mailId}::text::uuid or (purpose = ${purpose}
        and user_id is not distinct from ${userId}::text::uuid and (user_id is not null or email = ${email}::text))`)
    await tx.execute(sql`
      insert into brolly.mail_links (token_hash, purpose, user_id, email, state, data, mail_id, expires_at)
      select ${hashToken(token)}, ${purpose}, ${userId}::text::uuid, ${email}::text,
        (select ${stateOf(sql`${purpose}::text`)} from brolly.users u where u.id = ${userId}::text::uuid),
        ${JSON.stringify(data)}::text::jsonb, ${mailId}::text::uuid, now() + make_interval(hours => ${validHours[purpose]}::int)`)
  })
  return token
}

const row = z.object({
  purpose: z.enum(purposes),
  userId: z.string().nullable(),
  email: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
})

const valid = sql`l.expires_at > now() and (l.user_id is null
  or exists (select 1 from brolly.users u where u.id = l.user_id and u.is_active and ${stateOf(sql`l.purpose`)} = l.state))`
const columns = sql`l.purpose, l.user_id::text as "userId", l.email, l.data,
  coalesce((select n.name from brolly.users n where n.id = l.user_id), '') as name`

const plausible = (token: string | null): token is string => token !== null && /^[\w-]{43}$/u.test(token)

/** Whether an account has an invitation that is still valid. */
export async function hasInvitation(db: Database, userId: string): Promise<boolean> {
  const found = await db.execute(
    sql`select 1 from brolly.mail_links l where l.purpose = 'invitation' and l.user_id = ${userId}::text::uuid and ${valid}`,
  )
  return found.length > 0
}

/** What a token is for; null if it is unknown, used, expired or void. Looking does not use it up. */
export async function linkOf(db: Database, token: string | null): Promise<MailLink | null> {
  if (!plausible(token)) return null
  const [found] = await db.execute<Record<string, unknown>>(
    sql`select ${columns} from brolly.mail_links l where l.token_hash = ${hashToken(token)} and ${valid}`,
  )
  return found ? row.parse(found) : null
}

/**
 * Uses a link up and does what it is for, in one transaction: if two try at once, one waits and is refused. If the work throws,
 * the link stays valid. One client cannot try any number of tokens.
 *
 * @throws {AdminError} `INVALID` if the link is unknown, used, expired, void, or for something else; `TOO_MANY`.
 */
export async function useLink<T extends object>(
  origin: AttemptOrigin,
  { token, purpose }: { token: string | null; purpose: Purpose },
  work: (tx: Database, link: MailLink) => Promise<T>,
): Promise<T> {
  const result = await attempt(origin, { what: 'link', account: null }, () =>
    origin.db.transaction(async (tx) => {
      const link = await takeLink(tx, { token, purpose })
      return link && work(tx, link)
    }),
  )
  if (result === null) throw new AdminError('INVALID', words.linkVoid)
  return result
}

async function takeLink(
  tx: Database,
  { token, purpose }: { token: string | null; purpose: Purpose },
): Promise<MailLink | null> {
  if (!plausible(token)) return null
  const [used] = await tx.execute<Record<string, unknown>>(sql`
    delete from brolly.mail_links l where l.token_hash = ${hashToken(token)} and l.purpose = ${purpose} and ${valid}
    returning ${columns}`)
  return used ? row.parse(used) : null
}
