import { and, eq } from 'drizzle-orm'
import { normalEmail } from '../accounts/normal-email'
import { AdminError } from '../errors'
import { defineAdmin } from '../site/admin'
import type { Database } from '../site/context'
import { groups, users } from './tables'

/** The tables of Brolly that have ordinary screens. Grants and memberships have a page of their own. */
export const brollySchema = { brollyUsers: users, brollyGroups: groups }

type UserRecord = Readonly<Record<string, string | null>>

/** Somebody must be left who may give rights. All superusers are locked first, so that two cannot demote each other at once. */
async function keepSuperuser(db: Database, record: UserRecord): Promise<void> {
  const others = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.isSuperuser, true), eq(users.isActive, true), eq(users.isStaff, true)))
    .for('update')
  if (others.every(({ id }) => id === record.id))
    throw new AdminError(
      'INVALID',
      'This is the last superuser who can log in. Make another one first. Nothing was changed.',
    )
}

const holdsPower = (record: UserRecord) => record.isSuperuser === 't' || record.isSuperuser === 'true'

const usersAdmin = defineAdmin(users, {
  label: 'email',
  group: 'Accounts',
  labels: { isStaff: 'May log in to the admin', isActive: 'Active', isSuperuser: 'Superuser' },
  help: {
    isActive: 'Clear this instead of deleting: the account ends at its next request, its history stays.',
    isSuperuser: 'Has every permission without being given it.',
  },
  list: {
    columns: ['email', 'name', 'isStaff', 'isSuperuser', 'isActive', 'lastLoginAt', 'createdAt'],
    search: ['email', 'name'],
    sort: ['email'],
  },
  form: {
    sections: [
      { fields: ['email', 'name'] },
      { label: 'Access', fields: ['isActive', 'isStaff', 'isSuperuser'] },
      { label: 'Dates', fields: ['lastLoginAt', 'createdAt'] },
    ],
    readOnly: ['lastLoginAt', 'createdAt'],
  },
  hooks: {
    async beforeSave({ db, values, record }) {
      const loses = (['isSuperuser', 'isActive', 'isStaff'] as const).some((key) => /^f/u.test(values[key] ?? ''))
      if (record && holdsPower(record) && loses) await keepSuperuser(db, record)
      if (typeof values.email === 'string') values.email = normalEmail(values.email)
    },
    async beforeDelete({ db, record }) {
      if (holdsPower(record)) await keepSuperuser(db, record)
    },
  },
  permissions: {
    // Who is not a superuser must not become one by way of somebody who is.
    change: (actor, table) => actor.isSuperuser || eq(table.isSuperuser, false),
    delete: (actor, table) => actor.isSuperuser || eq(table.isSuperuser, false),
    fields: {
      passwordHash: { view: () => false },
      isStaff: { change: (actor) => actor.isSuperuser },
      isSuperuser: { change: (actor) => actor.isSuperuser },
    },
  },
})

const groupsAdmin = defineAdmin(groups, {
  label: 'name',
  group: 'Accounts',
  list: { columns: ['name'], sort: ['name'] },
})

export const brollyAdmins = [usersAdmin, groupsAdmin]
