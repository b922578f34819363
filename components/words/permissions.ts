import { plural } from '@/admin/client'

export const groups = 'Groups'
export const noGroups = 'There are no groups yet.'
export const addGroup = 'Add a group'
export const permissions = 'Permissions'
export const table = 'Table'
export const verbs = {
  view: 'View',
  add: 'Add',
  change: 'Change',
  delete: 'Delete',
  export: 'Export',
  purge: 'Delete for good',
} as const
/** Permissions that only some tables have. */
export const further = 'Further'
export const save = 'Save permissions'
export const saved = (title: string) => `The permissions of ${title} were saved.`

/** Permissions to view that forms need for their choices. */
export const neededTitle = 'Forms need more'
export const neededLead =
  'A form offers rows of other tables to choose from. Without permission to view them, these inputs are missing.'
export const needed = (permission: string, forms: readonly string[]) => `${permission} – for ${forms.join(', ')}`
export const grantNeeded = 'Grant these too'
export const saveWithNeeded = 'Grant these too and save'
export const saveWithoutNeeded = 'Save without them'

export const matrixTitle = 'Permissions'
export const matrixLead = 'What each group may do. A user has the permissions of all of their groups, and their own.'
export const review = 'Review changes'
export const backToEdit = 'Back to editing'
export const nothingChanged = 'Nothing was changed.'
export const previousGroups = 'Previous groups'
export const nextGroups = 'Next groups'
export const members = (count: number) => plural(count, { one: '1 member', other: `${count} members` })
export const grantOf = (group: string, table: string, permission: string) => `${group}, ${table}: ${permission}`
export const gives = (permission: string) => `+ ${permission}`
export const takes = (permission: string) => `− ${permission}`
export const forPeople = 'What this means for users'
export const nobodyAffected = 'No active user gains or loses a permission.'
export const saveGroups = (count: number) =>
  plural(count, { one: 'Save changes to 1 group', other: `Save changes to ${count} groups` })
export const savedGroups = (count: number) =>
  plural(count, {
    one: 'The permissions of 1 group were saved.',
    other: `The permissions of ${count} groups were saved.`,
  })

interface People {
  readonly count: number
  readonly emails: readonly string[]
}

const named = ({ count, emails }: People) =>
  `${emails.join(', ')}${count > emails.length ? ` and ${count - emails.length} more` : ''}`
export const gain = (permission: string, people: People) =>
  plural(people.count, {
    one: `1 user gains “${permission}”: ${named(people)}`,
    other: `${people.count} users gain “${permission}”: ${named(people)}`,
  })
export const lose = (permission: string, people: People) =>
  plural(people.count, {
    one: `1 user loses “${permission}”: ${named(people)}`,
    other: `${people.count} users lose “${permission}”: ${named(people)}`,
  })
