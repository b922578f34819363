import { eq, getTableColumns } from 'drizzle-orm'
import { AdminError } from '../errors'
import { readRecords } from '../query/load-record'
import { rootRef } from '../query/table-ref'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { Actor, AdminContext } from '../site/context'
import { contextAs } from '../site/row-security'
import type { TableForm } from '../site/public-form'
import type { Admin, Site } from '../site/site'
import * as words from '../words/accounts'
import type { Entries } from '../write/form-values'
import type { Saved } from '../write/save-record'
import { namedColumn } from '../write/writable-columns'
import { formAdmin, formGrants, postTableForm } from '../write/table-form'
import { requireOneself } from './fresh'

/** The form of a profile, for one account alone, and who fills it in. */
export interface OwnProfile {
  readonly ctx: AdminContext
  readonly form: TableForm
  /** The key of the account's row; null if it has none yet. */
  readonly key: string | null
}

/** The form with the profile's declared fields; null if there is none. */
function profileForm(site: Site, owner: Pick<Actor, 'id'>): TableForm | null {
  const { profile } = site.accounts
  if (!profile || profile.fields.flat().length === 0) return null
  const model = site.schema.bySource(profile.table)
  const column = model?.columns.find(({ key }) => key === profile.key)
  if (!model || !column) throw new AdminError('MISCONFIGURED', words.noProfileKey)
  // `check` reports it, too; whose row it is must never be posted, also not under the name of the relation.
  const own = (name: string) => namedColumn(model.columns, name) !== column
  const fields = profile.fields.flatMap((named): (string | string[])[] =>
    typeof named === 'string' ? (own(named) ? [named] : []) : [named.filter(own)],
  )
  return {
    kind: 'table',
    table: profile.table,
    // Sound because `check` compares the names with the table's columns, and a form leaves out what it does not find.
    options: { fields: fields as never[], as: 'user', values: { [profile.key]: owner.id }, submit: words.save },
    only: (actor, table) => {
      const key = getTableColumns(table)[profile.key]
      return key !== undefined && actor.id === owner.id && eq(key, owner.id)
    },
  }
}

/** The admin of the profile's form, for its errors; undefined without one. */
export function profileAdmin(site: Site): Admin | undefined {
  const form = profileForm(site, { id: '' })
  return form ? formAdmin(site, form) : undefined
}

/**
 * The profile of the account that acts, as its owner may fill it in: the row of the account and no other, the declared columns and no
 * others, with no permission but this. Rules, conditions and hooks of the table apply, for the account with its groups.
 *
 * @returns Null if the site declares no fields, if a rule of the table refuses the owner, or while somebody else acts as the account.
 */
export async function ownProfile(given: AdminContext): Promise<OwnProfile | null> {
  const form = profileForm(given.site, given.actor)
  if (form === null || given.actor.actedBy) return null
  const grants = new Set(formGrants(given.site, form))
  const ctx = contextAs(given, { ...given.actor, grants, isReader: false })
  const admin = formAdmin(ctx.site, form)
  if (!mayAct(ctx, admin, 'view')) return null
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: rootRef(admin.table).alias })
  const [row] = await readRecords(ctx, admin, { where, limit: 1 })
  if (!row) return mayAct(ctx, admin, 'add') ? { ctx, form, key: null } : null
  // Only a new row is given its owner: the column of one that exists is not written.
  const unowned = { ...form, options: { ...form.options, values: {} } }
  return row.may.change ? { ctx, form: unowned, key: row.key } : null
}

/**
 * Saves what the owner of an account posted for their own row, or adds it. In a transaction of the caller, call it last: with `rls`, the
 * transaction has the owner's database role from then on.
 *
 * @throws {AdminError} `FORBIDDEN` if there is nothing that the owner may fill in; as `addRecord` and `changeRecord` do.
 */
export async function saveOwnProfile(given: AdminContext, entries: Entries): Promise<Saved> {
  requireOneself(given)
  const own = await ownProfile(given)
  if (own === null) throw new AdminError('FORBIDDEN', words.noOwnProfile)
  return postTableForm(own.ctx, own.form, { key: own.key, entries })
}
