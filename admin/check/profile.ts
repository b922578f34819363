import type { Site } from '../site/site'
import type { TableModel } from '../schema/model'
import type { Profile } from '../site/profile'
import { namedColumn } from '../write/writable-columns'
import type { Problem } from './problem'

/** A profile that cannot belong one-to-one to accounts, or whose row cannot be made with the account. */
export function wrongProfile(site: Site): Problem[] {
  const { profile } = site.accounts
  if (!profile) return []
  const table = site.schema.bySource(profile.table)
  if (!table) return [wrong('profile', 'the table is not exported by the schema.', 'Export it from db/schema.ts.')]
  const key = table.columns.find((column) => column.key === profile.key)
  if (!key)
    return [
      wrong('key', `'${table.path}' has no column '${profile.key}'.`, 'Name the column that refers to the account.'),
    ]
  const refers = table.links.some(
    (link) =>
      link.target.path === 'brolly.users' &&
      link.columns.length === 1 &&
      link.columns[0] === key &&
      link.targetColumns[0]?.name === 'id',
  )
  const unique = key.unique || table.uniques.some((columns) => columns.length === 1 && columns[0] === key)
  const asked = table.columns.filter(
    (column) =>
      column !== key &&
      column.notNull &&
      column.defaultKind === 'none' &&
      !column.generated &&
      column.sequence === null,
  )
  return [
    ...(refers
      ? []
      : [
          wrong(
            'key',
            `'${profile.key}' does not refer to the accounts.`,
            "Add .references(() => users.id), with users from '@/admin'.",
          ),
        ]),
    ...(unique
      ? []
      : [
          wrong(
            'key',
            `'${profile.key}' is not unique, so an account could have several rows.`,
            'Add .unique() to it.',
          ),
        ]),
    ...wrongFields(profile, table),
    ...asked.map(({ key: name }) =>
      wrong('profile', `'${name}' needs a value, but a new account has none.`, 'Give it a default, or allow NULL.'),
    ),
  ]
}

/** What an owner cannot fill in: what is no column, and whose row it is. */
const wrongFields = ({ fields, key }: Profile, { columns, path }: TableModel): Problem[] =>
  fields.flat().flatMap((name) => {
    const column = namedColumn(columns, name)
    if (!column)
      return [wrong('fields', `'${path}' has no column '${name}'.`, 'Name columns as the table in your code does.')]
    return column.key === key
      ? [wrong('fields', `'${name}' says whose row it is, which nobody may choose.`, 'Remove it from the fields.')]
      : []
  })

const wrong = (option: string, message: string, hint: string): Problem => ({
  id: 'brolly.E035',
  level: 'error',
  where: `accounts.${option}`,
  message,
  hint,
})
