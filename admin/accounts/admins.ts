import { and, eq, sql, type SQL } from 'drizzle-orm'
import { isTaken } from './accounts'
import { requireFresh } from './fresh'
import { isEmail, normalEmail } from './normal-email'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { recordSecurity } from '../audit/security-log'
import { defineAdmin, type SaveEvent } from '../site/admin'
import type { DeclaredFilter } from '../site/declared-filter'
import type { ComputedColumn } from '../site/list-options'
import type { Actor } from '../site/context'
import type { Database } from '../postgres/database'
import {
  authenticators,
  grants,
  groups,
  identities,
  mailLinks,
  mails,
  passkeys,
  userGroups,
  users,
} from '../brolly/tables'
import * as accountsWords from '../words/accounts'
import * as saveWords from '../words/save'

/** The tables of Brolly with regular pages. Permissions and memberships have a page of their own. */
export const brollySchema = { brollyUsers: users, brollyGroups: groups }

const mostGroups = 1_000

type UserRecord = Readonly<Record<string, string | null>>

/**
 * At least one superuser must remain. All superusers are locked first, so that two cannot demote each other at the same
 * time.
 */
async function keepSuperuser(db: Database, record: UserRecord): Promise<void> {
  const others = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.isSuperuser, true), eq(users.isActive, true), eq(users.isStaff, true)))
    .for('update')
  if (others.every(({ id }) => id === record.id)) throw new AdminError('INVALID', accountsWords.lastSuperuser)
}

const holdsPower = (record: UserRecord) => record.isSuperuser === 't' || record.isSuperuser === 'true'

/**
 * Accounts that are not superusers and have no permission or group that the actor lacks. Groups matter because rules in
 * code use their names.
 */
function hasNoMoreThan(actor: Actor, table: typeof users): SQL {
  const granted = formatArrayLiteral([...actor.grants])
  const joined = formatArrayLiteral([...actor.groups])
  return sql`not ${table.isSuperuser} and not exists (
    select 1 from ${grants} g where g.permission <> all(${granted}::text::text[]) and (g.user_id = ${table.id}
      or g.group_id in (select m.group_id from ${userGroups} m where m.user_id = ${table.id})))
    and not exists (select 1 from ${userGroups} m join ${groups} gr on gr.id = m.group_id
      where m.user_id = ${table.id} and gr.name <> all(${joined}::text::text[]))`
}

const watched = { email: 'email', isActive: 'active', isStaff: 'staff', isSuperuser: 'superuser' } as const

const spelled = (value: string | null | undefined) => value?.replace(/^t$/u, 'true').replace(/^f$/u, 'false') ?? ''

/** Whether a save changes somebody's address or rights, so that it needs a fresh session. */
function givesPower(values: UserRecord, record: UserRecord | null): boolean {
  const changes = (key: string, before: string) =>
    values[key] !== undefined && spelled(values[key]) !== spelled(record?.[key] ?? before)
  return (record !== null && changes('email', '')) || changes('isStaff', 'false') || changes('isSuperuser', 'false')
}

/** Records who may log in and with how much power, where that changed. */
async function recordAccount({ db, actor, afterCommit, mode, values, record }: SaveEvent): Promise<void> {
  const detail: Record<string, string> = mode === 'add' ? { added: 'true' } : {}
  for (const [key, name] of Object.entries(watched)) {
    const now = values[key]
    if (now !== undefined && spelled(now) !== spelled(record?.[key])) detail[name] = spelled(now)
  }
  if (Object.keys(detail).length === 0) return
  const account = record?.email ?? values.email ?? ''
  await recordSecurity({ db, site: null, actor, afterCommit }, { kind: 'account', account, detail })
}

/** Whether they can log in, and if not why. The hash is read by the database, and seen by nobody. */
const loginColumn: ComputedColumn<typeof users> = {
  id: 'login',
  label: accountsWords.login,
  reads: ['isActive'],
  sortable: false,
  value: (table) => {
    const { inactive, password, passwordAndFactor, passkey, signOn, sending, invited, none } = accountsWords.loginStates
    const hasPasskey = sql`exists (select 1 from ${passkeys} k where k.user_id = ${table.id})`
    return sql`case when not ${table.isActive} then ${inactive}::text when ${table.passwordHash} is not null then
        case when ${hasPasskey} or exists (select 1 from ${authenticators} a where a.user_id = ${table.id})
          then ${passwordAndFactor}::text else ${password}::text end
      when ${hasPasskey} then ${passkey}::text
      when exists (select 1 from ${identities} i where i.user_id = ${table.id}) then ${signOn}::text
      else coalesce(
        (select ${invited}::text || to_char(l.expires_at, 'YYYY-MM-DD') from ${mailLinks} l
          where l.user_id = ${table.id} and l.purpose = 'invitation' and l.expires_at > now() limit 1),
        (select ${sending}::text from ${mails} m where m.recipient = ${table.email} and m.kind = 'invitation' and m.due_at is not null limit 1),
        ${none}::text) end`
  },
}

const groupsColumn: ComputedColumn<typeof users> = {
  id: 'groups',
  label: accountsWords.groupsOf,
  reads: [],
  sortable: false,
  value: (table) => sql`(select coalesce(string_agg(g.name, ', ' order by g.name), '') from ${groups} g
    join ${userGroups} m on m.group_id = g.id where m.user_id = ${table.id})`,
}

/** Members of a group. Whoever may view users sees the names of their groups in the list, and here no others. */
const groupFilter: DeclaredFilter<typeof users> = {
  id: 'group',
  label: accountsWords.groupOf,
  reads: [],
  choices: ({ db }) =>
    db
      .select({ value: groups.name, label: groups.name })
      .from(groups)
      .where(sql`exists (select 1 from ${userGroups} m where m.group_id = ${groups.id})`)
      .orderBy(groups.name)
      .limit(mostGroups),
  where: (name, table) => sql`exists (select 1 from ${userGroups} m join ${groups} g on g.id = m.group_id
    where m.user_id = ${table.id} and g.name = ${name})`,
}

const usersAdmin = defineAdmin(users, {
  label: 'email',
  group: accountsWords.group,
  labels: { isStaff: accountsWords.canLogIn, isActive: accountsWords.active, isSuperuser: accountsWords.superuser },
  help: {
    isActive: accountsWords.activeHelp,
    isSuperuser: accountsWords.superuserHelp,
  },
  list: {
    columns: ['email', 'name', loginColumn, groupsColumn, 'isStaff', 'isSuperuser', 'isActive', 'lastLoginAt'],
    filters: [groupFilter, 'isActive', 'isStaff', 'isSuperuser'],
    search: ['email', 'name'],
    sort: ['email'],
  },
  form: {
    sections: [
      { fields: ['email', 'name'] },
      { label: accountsWords.access, fields: ['isActive', 'isStaff', 'isSuperuser'] },
      { label: accountsWords.dates, fields: ['lastLoginAt', 'createdAt'] },
    ],
    readOnly: ['lastLoginAt', 'createdAt'],
  },
  hooks: {
    async beforeSave({ actor, db, values, record }) {
      if (givesPower(values, record)) requireFresh({ actor })
      const loses = (['isSuperuser', 'isActive', 'isStaff'] as const).some((key) => (values[key] ?? '').startsWith('f'))
      if (record && holdsPower(record) && loses) await keepSuperuser(db, record)
      if (typeof values.email !== 'string') return
      values.email = normalEmail(values.email)
      if (!isEmail(values.email))
        throw new AdminError('INVALID', saveWords.needCorrection(1), {
          fields: { email: accountsWords.enterEmail },
        })
      if (await isTaken(db, values.email, record?.id ?? null))
        throw new AdminError('INVALID', saveWords.needCorrection(1), {
          fields: { email: accountsWords.thisEmailTaken },
        })
    },
    afterSave: recordAccount,
    // Checked after the deletion: if several are deleted at once, each would still find the others beforehand.
    async afterDelete({ db, actor, afterCommit, record }) {
      if (holdsPower(record)) await keepSuperuser(db, record)
      const detail = { deleted: 'true' }
      await recordSecurity(
        { db, site: null, actor, afterCommit },
        { kind: 'account', account: record.email ?? '', detail },
      )
    },
  },
  permissions: {
    // Otherwise an actor could gain permissions through another account, by changing its password or email address.
    change: (actor, table) => actor.isSuperuser || hasNoMoreThan(actor, table),
    delete: (actor, table) => actor.isSuperuser || hasNoMoreThan(actor, table),
    fields: {
      passwordHash: { view: () => false },
      isStaff: { change: (actor) => actor.isSuperuser },
      isSuperuser: { change: (actor) => actor.isSuperuser },
    },
  },
})

const groupsAdmin = defineAdmin(groups, {
  label: 'name',
  group: accountsWords.group,
  list: { columns: ['name'], sort: ['name'] },
  hooks: {
    // A name may match a rule in code.
    beforeSave({ actor, record }) {
      if (record) requireFresh({ actor })
    },
  },
  // Rules in code refer to groups by name: a user who could rename a group could rename their own to match a rule.
  permissions: {
    add: (actor) => actor.isSuperuser,
    change: (actor) => actor.isSuperuser,
    delete: (actor) => actor.isSuperuser,
  },
})

export const brollyAdmins = [usersAdmin, groupsAdmin]
