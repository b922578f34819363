import { sql } from 'drizzle-orm'
import { bigint, boolean, index, inet, integer, jsonb, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { brolly, groups, moment, users } from './account-tables'

export {
  authenticators,
  brolly,
  grants,
  groups,
  passkeys,
  pendingLogIns,
  recoveryCodes,
  sessions,
  usedChallenges,
  userGroups,
  users,
} from './account-tables'

export { files } from './file-table'

/** Who an account is at a provider of single sign-on. */
export const identities = brolly.table(
  'identities',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The provider's id in the environment: `github`, `oidc`. */
    provider: text('provider').notNull(),
    /** Who vouches for the subject. A provider may have several: Microsoft has one for each tenant. */
    issuer: text('issuer').notNull(),
    /** The user at the issuer, by an id that never changes. */
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The address at the provider, as it was at the last log-in. */
    email: text('email').notNull().default(''),
    linkedAt: moment('linked_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at'),
  },
  (t) => [unique('identities_subject_key').on(t.issuer, t.subject), index('identities_user_id_idx').on(t.userId)],
)

/** Tokens by which programs act for an account, within their scopes. Only a hash of the token is stored. */
export const apiTokens = brolly.table(
  'api_tokens',
  {
    /** The part of the token that is no secret, by which it is found. */
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** Permissions such as `orders.export`. What the account itself lacks has no effect. */
    scopes: text('scopes').array().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    lastUsedAt: moment('last_used_at'),
    lastUsedAddress: inet('last_used_address'),
  },
  (t) => [unique('api_tokens_name_key').on(t.userId, t.name), index('api_tokens_expires_at_idx').on(t.expiresAt)],
)

/** Lists that were saved under a name: the query string of a table's list. */
export const views = brolly.table(
  'views',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The table's path, unescaped. */
    table: text('table').notNull(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    query: text('query').notNull(),
    /** Everybody who may view the table. */
    forAll: boolean('for_all').notNull().default(false),
    /** The members of a group. */
    groupId: uuid('group_id').references(() => groups.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('views_name_key').on(t.ownerId, t.table, t.name),
    index('views_table_idx').on(t.table),
    index('views_group_id_idx').on(t.groupId),
  ],
)

/** The view that a user sees first where a table is opened: a saved one, or one that the table declares. */
export const defaultViews = brolly.table(
  'default_views',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The table's path, unescaped. */
    table: text('table').notNull(),
    viewId: uuid('view_id').references(() => views.id, { onDelete: 'cascade' }),
    /** The name of a declared view. Absent for a saved one. */
    declared: text('declared'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.table] }), index('default_views_view_id_idx').on(t.viewId)],
)

export const auditEntries = brolly.table(
  'audit_entries',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at')
      .notNull()
      .default(sql`clock_timestamp()`),
    /** Not a foreign key: the entry outlives its actor. */
    actorId: uuid('actor_id'),
    actorLabel: text('actor_label').notNull(),
    /** The table's path, unescaped, and the row's key as in URLs. */
    table: text('table').notNull(),
    key: text('key').notNull(),
    /** The row's label at that time. */
    label: text('label').notNull(),
    action: text('action').notNull(),
    /** `{ column: [before, after] }` as PostgreSQL text; null for a secret on both sides. */
    changes: jsonb('changes').notNull().default({}),
    requestId: text('request_id'),
  },
  (t) => [
    index('audit_entries_row_idx').on(t.table, t.key, t.id),
    index('audit_entries_actor_idx').on(t.actorId, t.id),
    // Finds the entries of an account that is gone. The log may be large by then, so it is built without blocking writes.
    index('audit_entries_actor_label_idx').on(t.actorLabel, t.id).concurrently(),
    index('audit_entries_request_idx').on(t.requestId, t.id),
    index('audit_entries_table_idx').on(t.table, t.id),
    index('audit_entries_lives_idx')
      .on(t.table, t.key, t.id)
      .where(sql`${t.action} in ('add', 'delete')`),
    index('audit_entries_kind_idx').on(t.action, t.id),
    index('audit_entries_table_kind_idx').on(t.table, t.action, t.id),
    index('audit_entries_other_idx')
      .on(t.id)
      .where(sql`${t.action} not in ('add', 'change', 'delete')`),
    index('audit_entries_table_other_idx')
      .on(t.table, t.id)
      .where(sql`${t.action} not in ('add', 'change', 'delete')`),
    index('audit_entries_deleted_by_idx')
      .on(t.table, t.actorId, t.id)
      .where(sql`${t.action} = 'delete'`),
  ],
)

/** Ranges of the audit log that were closed, each with a digest of its entries, and chained: see `docs/audit-log.md`. */
export const auditSeals = brolly.table('audit_seals', {
  id: bigint('id', { mode: 'bigint' }).primaryKey(),
  /** The ids that it covers, both ends included. There is no gap between two seals. */
  firstId: bigint('first_id', { mode: 'bigint' }).notNull(),
  lastId: bigint('last_id', { mode: 'bigint' }).notNull(),
  entries: bigint('entries', { mode: 'bigint' }).notNull(),
  /** Of the hashes of the entries, in the order of their ids. */
  digest: text('digest').notNull(),
  /** Of everything above, and the head before: it stands for the whole log up to here. */
  head: text('head').notNull(),
  sealedAt: moment('sealed_at').notNull(),
  /** When `clearaudit` removed the entries. The seal stays, so that the chain holds. */
  clearedAt: moment('cleared_at'),
})

/**
 * Mails that are to be sent. A row has no link and no secret in it: the mail is written when it is sent, and then also
 * the hash of its link is stored.
 */
export const mails = brolly.table(
  'mails',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** What is written: `reset`, `invitation`, …; `message` for one that is complete. */
    kind: text('kind').notNull(),
    recipient: text('recipient').notNull(),
    /** What the kind needs. */
    data: jsonb('data').notNull().default({}),
    createdAt: moment('created_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    /** When it is tried next; null after it was sent or given up. */
    dueAt: moment('due_at').defaultNow(),
    sentAt: moment('sent_at'),
    failedAt: moment('failed_at'),
    /** Why the last attempt failed. */
    error: text('error'),
    /** The mail as written, only in the mailbox of development. */
    content: jsonb('content'),
  },
  (t) => [
    index('mails_due_at_idx').on(t.dueAt),
    index('mails_recipient_idx').on(t.recipient, t.kind, t.createdAt),
    index('mails_created_at_idx').on(t.createdAt),
  ],
)

/** Links that were sent by mail, each for one use. Only the hash of the link's token is stored. */
export const mailLinks = brolly.table(
  'mail_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** What it is for: `reset`, `invitation`, `registration`, `email`. */
    purpose: text('purpose').notNull(),
    /** The account; null for a registration, whose account does not exist yet. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** The address that it was sent to. */
    email: text('email').notNull(),
    /** A hash of the account as it was: the link is void after a log-in, or a change of password or address. */
    state: text('state'),
    data: jsonb('data').notNull().default({}),
    /** The mail; sending it again replaces the link. */
    mailId: uuid('mail_id').notNull().unique('mail_links_mail_id_key'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('mail_links_user_id_idx').on(t.userId), index('mail_links_expires_at_idx').on(t.expiresAt)],
)

/** Applied migrations, both of the user's folder and of Brolly's own. */
export const migrations = brolly.table(
  'migrations',
  {
    folder: text('folder').notNull(),
    name: text('name').notNull(),
    checksum: text('checksum').notNull(),
    state: text('state').notNull(),
    startedAt: moment('started_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    finishedAt: moment('finished_at'),
    by: text('by'),
  },
  (t) => [primaryKey({ columns: [t.folder, t.name] })],
)

/** One row per submitted form: submitting it again finds the result of the first time. */
export const submitTokens = brolly.table(
  'submit_tokens',
  {
    token: text('token').primaryKey(),
    userId: uuid('user_id').notNull(),
    table: text('table').notNull(),
    key: text('key').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [index('submit_tokens_created_at_idx').on(t.createdAt)],
)

/**
 * Attempts to guess a secret, counted per account, client and pair of both. Keys and accounts are hashes: users type
 * passwords into the wrong input.
 */
export const attempts = brolly.table(
  'attempts',
  {
    key: text('key').primaryKey(),
    /** The account whose attempts these are, so that they can be cleared; null for those of a client. */
    account: text('account'),
    failures: integer('failures').notNull(),
    blockedUntil: moment('blocked_until'),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('attempts_account_idx').on(t.account), index('attempts_expires_at_idx').on(t.expiresAt)],
)

/** What happened around accounts and permissions. Never contains a secret. */
export const securityEvents = brolly.table(
  'security_events',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at')
      .notNull()
      .default(sql`clock_timestamp()`),
    kind: text('kind').notNull(),
    /** Who did it; not a foreign key, as in the audit log. Null for a visitor. */
    actorId: uuid('actor_id'),
    /** The email address of the account concerned, as it was then or as it was typed. */
    account: text('account').notNull().default(''),
    address: inet('address'),
    agent: text('agent'),
    requestId: text('request_id'),
    detail: jsonb('detail').notNull().default({}),
    /** More than one if like events were grouped because there were too many. */
    times: integer('times').notNull().default(1),
  },
  (t) => [
    index('security_events_at_idx').on(t.at),
    index('security_events_kind_idx').on(t.kind, t.id),
    index('security_events_account_idx').on(t.account, t.id),
    index('security_events_address_idx').on(t.address, t.id),
  ],
)
