import { and, eq, getTableName, inArray, ne, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { apiTokens, auditEntries, grants, groups, sessions, userGroups, users } from '../brolly/tables'
import { AdminError } from '../errors'
import type { Profile } from '../site/profile'
import type { AccountSettings } from '../site/account-options'
import { databaseFailure, translateReadError } from '../postgres/errors'
import type { Database } from '../postgres/database'
import { hasEmail, isEmail, normalEmail } from './normal-email'
import { checkPassword, hashPassword } from './password'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/accounts'

export interface NewUser {
  email: string
  name?: string
  /** Null for an account that cannot log in with one: until an invitation is accepted, or at all. */
  password: string | null
  isStaff: boolean
  isSuperuser: boolean
  /** Names of groups; an unknown group is an error. */
  groups: readonly string[]
  /** Such as `products.view`. */
  permissions: readonly string[]
  /** The actor of the audit entry, such as "command line". */
  by: string
  /** For the password. Default: those of a site without settings. */
  rules?: AccountSettings['passwords']
  /** The actor's account, if there is one. */
  byId?: string
  /** The table of the project that gets a row for the account. */
  profile?: Profile | null
  requestId?: string
}

/**
 * Creates an account.
 * @throws {AdminError} `INVALID` for an invalid email address, a weak password or an unknown group; `CONFLICT` if the
 *   email address is taken.
 */
export async function createUser(db: Database, user: NewUser): Promise<{ id: string; email: string }> {
  const email = normalEmail(user.email)
  if (!isEmail(email))
    throw new AdminError('INVALID', words.notAnEmail(user.email), {
      fields: { email: words.enterEmail },
    })
  if (user.password !== null) await checkPassword(user.password, { email, name: user.name ?? '' }, user.rules)
  const passwordHash = user.password === null ? null : await hashPassword(user.password)
  const taken = new AdminError('CONFLICT', words.emailTaken(email), { fields: { email: words.thisEmailTaken } })
  try {
    return await db.transaction(async (tx) => {
      // The index does not know the other spelling, which another program may have stored.
      if (await isTaken(tx, email)) throw taken
      const [made] = await tx
        .insert(users)
        .values({
          email,
          name: user.name ?? '',
          passwordHash,
          isStaff: user.isStaff || user.isSuperuser,
          isSuperuser: user.isSuperuser,
        })
        .returning({ id: users.id })
      if (!made) throw new Error('Inserting a user returned no row.')
      await joinGroups(tx, made.id, user.groups)
      if (user.profile) await addProfile(tx, user.profile, made.id)
      if (user.permissions.length > 0)
        await tx.insert(grants).values(user.permissions.map((permission) => ({ userId: made.id, permission })))
      await tx.insert(auditEntries).values({
        actorId: user.byId ?? null,
        actorLabel: user.by,
        requestId: user.requestId ?? null,
        table: 'brolly.users',
        key: made.id,
        label: email,
        action: 'add',
        changes: {
          email: [null, email],
          ...(passwordHash === null ? {} : { password_hash: null }),
          ...(user.profile ? { profile: [null, getTableName(user.profile.table)] } : {}),
        },
      })
      return { id: made.id, email }
    })
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.uniqueViolation) throw taken
    throw error
  }
}

async function addProfile(tx: Database, { table, key }: Profile, userId: string): Promise<void> {
  try {
    await tx.insert(table).values({ [key]: userId })
  } catch (error) {
    if (translateReadError(error)?.code !== 'NOT_MIGRATED') throw error
    throw new AdminError('NOT_MIGRATED', words.profileNotMigrated(getTableName(table)), { cause: error })
  }
}

/** Whether an account other than `except` has this address, however it is spelled. */
export async function isTaken(db: Database, email: string, except: string | null = null): Promise<boolean> {
  const others = except === null ? undefined : ne(users.id, except)
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(hasEmail(email), others))
    .limit(1)
  return found.length > 0
}

async function joinGroups(db: Database, userId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const found = await db
    .select()
    .from(groups)
    .where(inArray(groups.name, [...names]))
  const missing = names.find((name) => !found.some((group) => group.name === name))
  if (missing !== undefined) throw new AdminError('INVALID', words.groupNotFound(missing))
  await db.insert(userGroups).values(found.map((group) => ({ userId, groupId: group.id })))
}

/** What is said of a current password that is wrong, or was replaced in the meantime. */
export const notPresentPassword = () =>
  new AdminError('INVALID', words.notPresentPassword, { fields: { current: words.notPresentPassword } })

export interface PasswordChange {
  /** The account, by its email address or its id. */
  user: { email: string } | { id: string }
  password: string
  by: { id: string | null; label: string }
  /** Default: those of a site without settings. */
  rules?: AccountSettings['passwords']
  /** The hash of the session to keep; all others end. Without one, the account's API tokens end, too. */
  keepSession?: string
  /** The hash of the password that was given to allow this: if it is another by now, nothing is changed. */
  replaces?: string
}

/**
 * Sets a password, and ends the account's other sessions and, unless it is one's own change, its API tokens.
 * @throws {AdminError} `NOT_FOUND`; `INVALID` for a weak password, or if `replaces` is no longer the present one.
 */
export async function changePassword(
  db: Database,
  { user, password, by, keepSession, rules, replaces }: PasswordChange,
): Promise<{ email: string }> {
  const which = 'id' in user ? eq(users.id, user.id) : hasEmail(user.email)
  const [account] = await db.select({ id: users.id, email: users.email, name: users.name }).from(users).where(which)
  if (!account)
    throw new AdminError('NOT_FOUND', 'email' in user ? words.noUserWithEmail(user.email) : words.userNotFound)
  await checkPassword(password, account, rules)
  const passwordHash = await hashPassword(password)
  await db.transaction(async (tx) => {
    const before = replaces === undefined ? undefined : eq(users.passwordHash, replaces)
    const changed = await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, account.id), before))
      .returning({ id: users.id })
    if (changed.length === 0) throw notPresentPassword()
    await tx
      .delete(sessions)
      .where(
        and(eq(sessions.userId, account.id), keepSession === undefined ? undefined : ne(sessions.idHash, keepSession)),
      )
    // Whoever changes their own password keeps their tokens; a reset or an administrator takes everything back.
    if (keepSession === undefined) await tx.delete(apiTokens).where(eq(apiTokens.userId, account.id))
    await tx.insert(auditEntries).values({
      actorId: by.id,
      actorLabel: by.label,
      table: 'brolly.users',
      key: account.id,
      label: account.email,
      action: 'password',
      changes: { password_hash: null },
    })
  })
  return { email: account.email }
}

/** Like `changePassword`, for the command line. */
export async function setPassword(
  db: Database,
  { email, by, ...given }: { email: string; by: string } & Pick<PasswordChange, 'password' | 'rules'>,
): Promise<{ email: string }> {
  const changed = await changePassword(db, { ...given, user: { email }, by: { id: null, label: by } })
  await recordSecurity({ db, site: null, actor: null }, { kind: 'password', account: changed.email, detail: { by } })
  return changed
}

export async function countSuperusers(db: Database): Promise<number> {
  const [row] = await db
    .select({ n: sql<string>`count(*)::text` })
    .from(users)
    .where(and(eq(users.isSuperuser, true), eq(users.isActive, true)))
  return Number(row?.n ?? 0)
}
