import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  inet,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/** Brolly's own tables have a schema of their own: dropping it removes Brolly. */
export const brolly = pgSchema('brolly')

/** A time with its zone, as PostgreSQL's text. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

export const users = brolly.table(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull().default(''),
    passwordHash: text('password_hash'),
    isActive: boolean('is_active').notNull().default(true),
    isStaff: boolean('is_staff').notNull().default(false),
    isSuperuser: boolean('is_superuser').notNull().default(false),
    lastLoginAt: moment('last_login_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('users_email_key').on(sql`lower(${t.email})`)],
)

export const groups = brolly.table('groups', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique('groups_name_key'),
})

export const userGroups = brolly.table(
  'user_groups',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    groupId: uuid('group_id')
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.userId, t.groupId] }), index('user_groups_group_id_idx').on(t.groupId)],
)

/** A permission such as `products.view`, granted to a user or a group. */
export const grants = brolly.table(
  'grants',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    groupId: uuid('group_id').references(() => groups.id, { onDelete: 'cascade' }),
    permission: text('permission').notNull(),
  },
  (t) => [
    check('grants_one_holder', sql`num_nonnulls(${t.userId}, ${t.groupId}) = 1`),
    unique('grants_user_key').on(t.userId, t.permission),
    unique('grants_group_key').on(t.groupId, t.permission),
  ],
)

/** Only a hash of the session id is stored, so a copy of the table cannot be used to log in. */
export const sessions = brolly.table(
  'sessions',
  {
    idHash: text('id_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    /** When the user last proved who they are, by logging in or by a confirmation. */
    verifiedAt: moment('verified_at').notNull().defaultNow(),
    address: inet('address'),
    agent: text('agent'),
    /** The user whom the session's user views the admin as, or acts as. */
    asUserId: uuid('as_user_id').references(() => users.id, { onDelete: 'set null' }),
    /** Whether that is read-only. */
    asReader: boolean('as_reader').notNull().default(false),
  },
  (t) => [index('sessions_user_id_idx').on(t.userId), index('sessions_expires_at_idx').on(t.expiresAt)],
)

/** Log-ins with a correct password that still need the second factor. They give no access to anything. */
export const pendingLogIns = brolly.table(
  'pending_log_ins',
  {
    idHash: text('id_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** A hash of the account at that time: a change of the password or the email address invalidates the log-in. */
    state: text('state').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('pending_log_ins_user_id_idx').on(t.userId), index('pending_log_ins_expires_at_idx').on(t.expiresAt)],
)

/** Authenticator apps that were confirmed by a code: one for each account. */
export const authenticators = brolly.table('authenticators', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Encrypted with a key that is derived from `AUTH_SECRET`. */
  secret: text('secret').notNull(),
  /** The time step of the last code that was accepted: it and earlier ones are refused. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

/** Codes for an account whose other factors are lost. Only hashes are stored; a code that was used is removed. */
export const recoveryCodes = brolly.table(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    codeHash: text('code_hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
)

export const passkeys = brolly.table(
  'passkeys',
  {
    /** The credential's id, as base64url. */
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** As base64url. */
    publicKey: text('public_key').notNull(),
    /** Signatures so far, as the authenticator counts them; 0 for one that does not count. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    /** Whether copies exist, such as on the user's other devices. */
    isBackedUp: boolean('is_backed_up').notNull(),
    /** Whether it has verified its user, for example by a PIN or a fingerprint. One that has not cannot log in without a password. */
    verifiesUser: boolean('verifies_user').notNull().default(false),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at'),
  },
  (t) => [index('passkeys_user_id_idx').on(t.userId)],
)

/** Challenges that a passkey has answered, kept until they expire so that none is accepted twice. */
export const usedChallenges = brolly.table(
  'used_challenges',
  {
    hash: text('hash').primaryKey(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('used_challenges_expires_at_idx').on(t.expiresAt)],
)
