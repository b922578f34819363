import { eq } from 'drizzle-orm'
import { defineAdmin } from '../site/admin'
import { groups, users } from './tables'

/** The tables of Brolly that have ordinary screens. Grants and memberships have a page of their own. */
export const brollySchema = { brollyUsers: users, brollyGroups: groups }

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
